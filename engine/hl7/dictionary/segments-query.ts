/** Segments of queries, network management and instruments (HL7 v2.5.1 chapters 2, 5, 13 and 14). Row format: see `rows.ts`. */
export const QUERY_SEGMENTS = `
# QAK +2.3.1 Query acknowledgment | How a query went: found, not found or failed.
Query tag: ST | Number of the query being answered.
Query response status: ID +2.4 0208 | Data found, none found or an error.
Message query name: CE +2.4 0471 | Which query it was.
Hit count: NM +2.4 | How many records match in all.
This payload: NM +2.4 | How many records are in this reply.
Hits remaining: NM +2.4 | How many records are still to come.

# QID +2.4 Query identification | Names a query that is being cancelled.
Query tag: ST R | Number of the query.
Message query name: CE R 0471 | Which query it is.

# QPD +2.4 Query parameter definition | The query and what it asks for.
Message query name: CE R 0471 | Which query it is.
Query tag: ST C | Number of the query; the answer repeats it.
User parameters: varies | What is asked for, in as many fields as the query needs.

# QRD Original-style query definition | An old-style query: who asks what about whom.
Query date/time: TS R | When the query was made.
Query format code: ID R 0106 | Records or display text.
Query priority: ID R 0091 | Answer at once or later.
Query ID: ST R | Number of the query.
Deferred response type: ID 0107 | Whether the answer is wanted before or after a time.
Deferred response date/time: TS | The time that is meant.
Quantity limited request: CQ R 0126 | Most records or lines wanted.
Who subject filter: XCN R * | Patients it is about.
What subject filter: CE R * 0048 | Kind of data wanted.
What department data code: CE R * | Which data of that kind.
What data code value qual.: VR * | Range the data codes lie in.
Query results level: ID 0108 | How much detail is wanted.

# QRF Original-style query filter | Narrows an old-style query.
Where subject filter: ST R * | Departments or systems to ask.
When data start date/time: TS | Earliest data wanted.
When data end date/time: TS | Latest data wanted.
What user qualifier: ST * | Further limits, as agreed.
Other QRY subject filter: ST * | Other limits, as agreed.
Which date/time qualifier: ID * +2.2 0156 | Which date the limits are about.
Which date/time status qualifier: ID * +2.2 0157 | Which status those dates must have.
Date/time selection qualifier: ID * +2.2 0158 | First, last or all values in the range.
When quantity/timing qualifier: TQ +2.2 | Times wanted, as a pattern.
Search confidence threshold: NM +2.3 | Least certainty a match must have.

# QRI +2.4 Query response instance | How well one record matches the query.
Candidate confidence: NM | Certainty of the match.
Match reason code: IS * 0392 | What it matched on.
Algorithm descriptor: CE 0393 | Method of matching.

# RCP +2.4 Response control parameter | How the answer to a query should come.
Query priority: ID 0091 | Answer at once or later.
Quantity limited request: CQ 0126 | Most records wanted at once.
Response modality: CE 0394 | As one message, a batch or as they come.
Execution and delivery time: TS C | When to run a deferred query.
Modify indicator: ID 0395 | New subscription or a change of one.
Sort-by field: SRT * | Order of the records.
Segment group inclusion: ID * 0391 | Parts of the answer that are wanted.

# RDF +2.3 Table row definition | Columns of a table that answers a query.
Number of columns per row: NM R | How many columns there are.
Column description: RCD R * 0440 | Name and type of each column.

# RDT +2.3 Table row data | One row of a table that answers a query.
Column value: varies R | The values, one field for each column.

# DSP Display data | A line of text to show as it is.
Set ID: SI | Counts the lines.
Display level: SI | Level of detail of the line.
Data line: TX R | The text of the line.
Logical break point: ST | Whether a page may break here.
Result ID: TX | Links the line to a result.

# EQL +2.3 Embedded query language | A query in a query language.
Query tag: ST | Number of the query.
Query/response format code: ID R 0106 | Format of the answer.
EQL query name: CE R | Name of the query.
EQL query statement: ST R | Text of the query.

# ERQ +2.3 Event replay query | Asks for an event message again.
Query tag: ST | Number of the query.
Event identifier: CE R | The event that is asked for.
Input parameter list: QIP * | Further limits of the query.

# SPR +2.3 Stored procedure request | Asks the other side to run a stored query.
Query tag: ST | Number of the query.
Query/response format code: ID R 0106 | Format of the answer.
Stored procedure name: CE R | Which stored query to run.
Input parameter list: QIP * | Values it needs.

# VTQ +2.3 Virtual table query request | Asks for rows of an agreed table.
Query tag: ST | Number of the query.
Query/response format code: ID R 0106 | Format of the answer.
VT query name: CE R | Name of the query.
Virtual table name: CE R | Table that is asked.
Selection criteria: QSC * | Conditions on the rows.

# URD Results/update definition | What an old-style unsolicited update is about.
R/U date/time: TS | When the update was made.
Report priority: ID 0109 | How urgent it is.
R/U who subject definition: XCN R * | Patients it is about.
R/U what subject definition: CE * 0048 | Kind of data sent.
R/U what department code: CE * | Which data of that kind.
R/U display/print locations: ST * | Where to show or print it.
R/U results level: ID 0108 | How much detail is sent.

# URS Unsolicited selection | Narrows an old-style unsolicited update.
R/U where subject definition: ST R * | Departments it comes from.
R/U when data start date/time: TS | Earliest data sent.
R/U when data end date/time: TS | Latest data sent.
R/U what user qualifier: ST * | Further limits, as agreed.
R/U other results subject definition: ST * | Other limits, as agreed.
R/U which date/time qualifier: ID * +2.2 0156 | Which date the limits are about.
R/U which date/time status qualifier: ID * +2.2 0157 | Which status those dates must have.
R/U date/time selection qualifier: ID * +2.2 0158 | First, last or all values in the range.
R/U quantity/timing qualifier: TQ +2.3 | Times of the data, as a pattern.

# NCK System clock | The sender's clock, so that systems can agree on the time.
System date/time: TS R | Time on the sender's clock.

# NSC +2.4 Application status change | An application moved or changed its state.
Application change type: IS R 0409 | Kind of change, such as shutdown.
Current CPU: ST | Machine it runs on now.
Current fileserver: ST | File server it uses now.
Current application: HD | Name it has now.
Current facility: HD | Site it serves now.
New CPU: ST | Machine it moves to.
New fileserver: ST | File server it moves to.
New application: HD | Name it will have.
New facility: HD | Site it will serve.

# NST Application control level statistics | Counts of traffic on a connection.
Statistics available: ID R 0136 | Whether counts are given.
Source identifier: ST | Connection that was counted.
Source type: ID 0332 | Whether it accepts or starts connections.
Statistics start: TS | When counting began.
Statistics end: TS | When counting ended.
Receive character count: NM | Number of characters received.
Send character count: NM | Number of characters sent.
Messages received: NM | Messages that came in.
Messages sent: NM | Messages that went out.
Checksum errors received: NM | Messages with a wrong checksum.
Length errors received: NM | Messages with a wrong length.
Other errors received: NM | Messages with other faults.
Connect timeouts: NM | Connections that took too long.
Receive timeouts: NM | Answers that took too long.
Application control-level errors: NM | Faults found by the application.

# EQU +2.4 Equipment detail | An instrument and its state.
Equipment instance identifier: EI R * @2.7 | The instrument that is meant.
Event date/time: TS R | When the state was reached.
Equipment state: CE C 0365 | State, such as ready or in error.
Local/remote control state: CE 0366 | Controlled here or from outside.
Alert level: CE 0367 | How serious an alarm is.

# ISD +2.4 Interaction status detail | How far a command between instruments has come.
Reference interaction number: NM R | Number of the interaction.
Interaction type identifier: CE 0368 | Kind of interaction.
Interaction active state: CE R 0387 | State it is in.

# ECD +2.4 Equipment command | A command to an instrument.
Reference command number: NM R | Number of the command.
Remote control command: CE R 0368 | What the instrument must do.
Response required: ID 0136 | Whether it must answer.
Requested completion time: TQ B | When it should be done.
Parameters: TX * | Values the command needs.

# ECR +2.4 Equipment command response | What came of a command to an instrument.
Command response: CE R 0387 | Whether it worked.
Date/time completed: TS R | When it was done.
Command response parameters: TX * | Values that came back.

# CNS +2.4 Clear notification | Clears notices an instrument has sent.
Starting notification reference number: NM | First notice by number.
Ending notification reference number: NM | Last notice by number.
Starting notification date/time: TS | First notice by time.
Ending notification date/time: TS | Last notice by time.
Starting notification code: CE | First notice by code.
Ending notification code: CE | Last notice by code.

# NDS +2.4 Notification detail | A notice an instrument sends.
Notification reference number: NM R | Number of the notice.
Notification date/time: TS R | When it was raised.
Notification alert severity: CE R 0367 | How serious it is.
Notification code: CE R | What it says.

# INV +2.4 Inventory detail | Reagent or other stock on an instrument.
Substance identifier: CE R 0451 | What it is.
Substance status: CE R * 0383 | State, such as OK or expired.
Substance type: CE 0384 | Kind, such as reagent or control.
Inventory container identifier: CE | Container it is in.
Container carrier identifier: CE | Carrier the container is in.
Position on carrier: CE | Place in the carrier.
Initial quantity: NM | How much there was at first.
Current quantity: NM | How much there is now.
Available quantity: NM | How much is free to use.
Consumption quantity: NM | How much one test uses.
Quantity units: CE | Unit of the quantities.
Expiration date/time: TS | Until when it can be used.
First used date/time: TS | When it was opened.
On board stability duration: TQ B | How long it keeps on the instrument.
Test/fluid identifier(s): CE * | Tests it is for.
Manufacturer lot number: ST | Lot it belongs to.
Manufacturer identifier: CE 0385 | Who makes it.
Supplier identifier: CE 0386 | Who sells it.
On board stability time: CQ +2.5 | How long it keeps, with unit.
Target value: CQ +2.5 | Value a control should give.

# SID +2.4 Substance identifier | Reagent or other substance used for a test.
Application/method identifier: CE | Method it was used for.
Substance lot number: ST | Lot it belongs to.
Substance container identifier: ST | Container it came from.
Substance manufacturer identifier: CE 0385 | Who makes it.

# EQP +2.4 Equipment/log service | A line of an instrument's log.
Event type: CE R 0450 | Log entry or service entry.
File name: ST | File the entry belongs in.
Start date/time: TS R | When it began.
End date/time: TS | When it ended.
Transaction data: FT R | Text of the entry.
`;
