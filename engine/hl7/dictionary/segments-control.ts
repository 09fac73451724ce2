/** Segments that frame, acknowledge and annotate messages (HL7 v2.5.1 and v2.9 chapter 2). Row format: see `rows.ts`. */
export const CONTROL_SEGMENTS = `
# MSH Message header | Opens every message: who sends it to whom, when, what kind it is and under which number.
Field separator: ST (1) R | The character between fields, almost always the vertical bar.
Encoding characters: ST (4>5@2.7) R | The characters for component, repetition, escape and sub-component, in that order; from 2.7 a fifth for truncation.
Sending application: HD 0361 | Program that wrote the message; partners agree on its name.
Sending facility: HD 0362 | Organisation or site the sending program works for.
Receiving application: HD 0361 | Program the message is meant for; routing usually looks here.
Receiving facility: HD 0362 | Organisation or site the message is meant for.
Date/time of message: TS R | When the sender made this message, not when anything clinical happened.
Security: ST | Seldom used; some partners put an agreed password or token here.
Message type: MSG R | What the message is: code, trigger event and structure, such as a result or an order.
Message control ID: ST (20>199@2.7) R | The sender's number for this message; the acknowledgment repeats it.
Processing ID: PT R 0103 | Whether the message is production, training or debugging; tests must never reach live records.
Version ID: VID R 0104 | The HL7 version the message claims to follow.
Sequence number: NM (15) | Running number, when the partners use the sequence number protocol.
Continuation pointer: ST (180) | Links the pieces of a message that was cut into several.
Accept acknowledgment type: ID +2.2 0155 | When the sender wants to hear that the message was safely received.
Application acknowledgment type: ID +2.2 0155 | When the sender wants to hear that the message was processed.
Country code: ID +2.2 0399 | Country the message comes from, as a three-letter ISO 3166 code.
Character set: ID * +2.3 0211 | Which character set the text is in; the first repetition is the main one.
Principal language of message: CE +2.3 0609 | Language the free text is written in.
Alternate character set handling scheme: ID +2.3.1 0356 | How the text switches between character sets when more than one is used.
Message profile identifier: EI * +2.4 | Names the implementation guide or profile the message was built to.
Sending responsible organization: XON +2.7 | Organisation that answers for the message on the sending side.
Receiving responsible organization: XON +2.7 | Organisation that answers for the message on the receiving side.
Sending network address: HD +2.7 | Network address the message was sent from.
Receiving network address: HD +2.7 | Network address the message was sent to.
Security classification tag: CWE +2.9 0952 | How confidential the whole message is.
Security handling instructions: CWE * +2.9 0953 | What a receiver may or must do with the confidential content.
Special access restriction instructions: ST * +2.9 | Free text about who may see the content.

# MSA Message acknowledgment | Says what became of a message that was received, and names it by its control ID.
Acknowledgment code: ID (2) R 0008 | Accepted, error or rejected, from the application or at receipt.
Message control ID: ST (20>199@2.7) R | Control ID of the message being answered, copied exactly.
Text message: ST B -2.7 | Free text about an error; ERR took its place.
Expected sequence number: NM | Next number expected, under the sequence number protocol.
Delayed acknowledgment type: ID W 0102 | Long withdrawn; belonged to an old two-step acknowledgment.
Error condition: CE B +2.2 -2.7 0357 | Coded error; ERR took its place.
Message waiting number: NM +2.7 | How many more messages wait for the receiver.
Message waiting priority: ID +2.7 0520 | Highest priority among the messages that wait.

# ERR Error | One problem found in a message: where it is, how bad it is and what to do.
Error code and location: ELD * B -2.7 | Old way to name place and code in one field; used up to version 2.4.
Error location: ERL * +2.5 | Where the problem is: segment, its occurrence, field, repetition, component.
HL7 error code: CWE R +2.5 0357 | What kind of problem it is, from the standard's list.
Severity: ID (1) R +2.5 0516 | Whether this is an error, a warning or only information.
Application error code: CWE +2.5 0533 | The receiving application's own code for the problem.
Application error parameter: ST *10 +2.5 | Values that fill the blanks in the application's error text.
Diagnostic information: TX +2.5 | Detail for those who mend the interface; must hold no patient data.
User message: TX +2.5 | Text meant for the person at the screen.
Inform person indicator: IS * +2.5 0517 | Who should be told about the problem.
Override type: CWE +2.5 0518 | Which rule may be set aside to get the message through.
Override reason code: CWE * +2.5 0519 | Reasons that are accepted for setting the rule aside.
Help desk contact point: XTN * +2.5 | Phone or e-mail for help with this error.

# SFT +2.5 Software | Which software wrote the message; each system that touched it may add its own.
Software vendor organization: XON R | Company that made the software.
Software certified version or release number: ST R | Version of the software that runs.
Software product name: ST R | Name the software is sold under.
Software binary ID: ST R | Exact build of the software.
Software product information: TX | Further facts about the software for troubleshooting.
Software install date: TS | When this version was installed.

# UAC +2.6 User authentication credential | Carries the sender's proof of identity, such as a signed token.
User authentication credential type code: CWE R 0615 | Kind of credential, such as Kerberos or SAML.
User authentication credential: ED R | The credential itself as encapsulated data; never log it.

# EVN Event type | When and why an administrative event, such as an admission or a merge, happened.
Event type code: ID B -2.7 0003 | Trigger event again; the header's message type carries it now.
Recorded date/time: TS R | When the event was entered into the sending system.
Date/time planned event: TS +2.2 | When the event is planned to happen.
Event reason code: IS +2.2 0062 | Why the event took place.
Operator ID: XCN * +2.2 0188 | Person who entered the event.
Event occurred: TS +2.3 | When the event really happened.
Event facility: HD +2.4 | Site where the event happened, if not the sending one.

# NTE Notes and comments | Free text about the segment just before it: a patient, an order or a result.
Set ID: SI | Counts the notes that follow one segment.
Source of comment: ID 0105 | Who wrote the comment: laboratory, orderer or somebody else.
Comment: FT * | The comment; repetitions or formatting escapes make new lines.
Comment type: CE +2.4 0364 | Purpose of the comment, such as a remark or an instruction to the patient.
Entered by: XCN +2.6 | Person who wrote the comment.
Entered date/time: TS +2.6 | When the comment was written.
Effective start date: TS +2.6 | From when the comment holds.
Expiration date: TS +2.6 | Until when the comment holds.
Coded comment: CWE * +2.8 0611 | The comment as a code, for canned remarks.

# DSC Continuation pointer | Ends a piece of a message that goes on in another one.
Continuation pointer: ST (180) | Value that the next piece repeats, so that both can be joined.
Continuation style: ID +2.4 0398 | Whether the rest comes in another message or has to be asked for.

# ADD Addendum | Holds the rest of the segment before it, when that was too long for one message.
Addendum continuation pointer: ST | The remaining text of the segment that was cut.

# FHS File header | Opens a file of batches and names who sends it to whom.
File field separator: ST (1) R | The character between fields in this segment.
File encoding characters: ST (4>5@2.7) R | The other separators, in the same order as in the message header.
File sending application: HD | Program that wrote the file.
File sending facility: HD | Organisation or site the file comes from.
File receiving application: HD | Program the file is meant for.
File receiving facility: HD | Organisation or site the file is meant for.
File creation date/time: TS | When the file was written.
File security: ST | Agreed security text, seldom used.
File name/ID: ST | Name of the file, as the sender knows it.
File header comment: ST | Free text about the file.
File control ID: ST | Sender's number for the file; an answer refers to it.
Reference file control ID: ST | Control ID of the file this one answers or repeats.
File sending network address: HD +2.7 | Network address the file was sent from.
File receiving network address: HD +2.7 | Network address the file was sent to.
Security classification tag: CWE +2.9 0952 | How confidential the whole file is.
Security handling instructions: CWE * +2.9 0953 | What a receiver may or must do with the confidential content.
Special access restriction instructions: ST * +2.9 | Free text about who may see the content.

# FTS File trailer | Closes a file; without it the transfer was cut off.
File batch count: NM | How many batches the file holds, to check that all arrived.
File trailer comment: ST | Free text at the end of the file.

# BHS Batch header | Opens a batch of messages and names who sends it to whom.
Batch field separator: ST (1) R | The character between fields in this segment.
Batch encoding characters: ST (4>5@2.7) R | The other separators, in the same order as in the message header.
Batch sending application: HD | Program that wrote the batch.
Batch sending facility: HD | Organisation or site the batch comes from.
Batch receiving application: HD | Program the batch is meant for.
Batch receiving facility: HD | Organisation or site the batch is meant for.
Batch creation date/time: TS | When the batch was written.
Batch security: ST | Agreed security text, seldom used.
Batch name/ID/type: ST | Name or kind of the batch, as partners agree.
Batch comment: ST | Free text about the batch.
Batch control ID: ST | Sender's number for the batch; an answer refers to it.
Reference batch control ID: ST | Control ID of the batch this one answers or repeats.
Batch sending network address: HD +2.7 | Network address the batch was sent from.
Batch receiving network address: HD +2.7 | Network address the batch was sent to.
Security classification tag: CWE +2.9 0952 | How confidential the whole batch is.
Security handling instructions: CWE * +2.9 0953 | What a receiver may or must do with the confidential content.
Special access restriction instructions: ST * +2.9 | Free text about who may see the content.

# BTS Batch trailer | Closes a batch; without it the transfer was cut off.
Batch message count: ST | How many messages the batch holds, to check that all arrived.
Batch comment: ST | Free text at the end of the batch.
Batch totals: NM * | Sums the partners agreed on, for checking.
`;
