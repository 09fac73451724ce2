/** Segments of pharmacy, scheduling, documents, care plans, trials and product reports (HL7 v2.5.1 chapters 4, 7, 9, 10 and 12). Row format: see `rows.ts`. */
export const CARE_SEGMENTS = `
# RXR Pharmacy/treatment route | How a medication is given.
Route: CE R 0162 | Way in, such as by mouth.
Administration site: CWE 0550 | Body site it is given at.
Administration device: CE 0164 | Device it is given with.
Administration method: CWE 0165 | Manner, such as push.
Routing instruction: CE +2.3.1 | Line or pump to use.
Administration site modifier: CWE +2.5 0495 | Further detail to the site.

# RXC Pharmacy/treatment component order | One part of a mixed medication.
RX component type: ID R 0166 | Base or additive.
Component code: CE R | The part that is mixed in.
Component amount: NM R | How much of it.
Component units: CE R | Unit of that amount.
Component strength: NM +2.3 | Strength of the part.
Component strength units: CE +2.3 | Unit of the strength.
Supplementary code: CE * +2.4 | Further code of the part.
Component drug strength volume: NM +2.5 | Volume the strength refers to.
Component drug strength volume units: CWE +2.5 | Unit of that volume.

# RXE Pharmacy/treatment encoded order | A medication order as the pharmacy understood it.
Quantity/timing: TQ B -2.7 | How often and when, before TQ1 existed.
Give code: CE R 0292 | Medication to give.
Give amount - minimum: NM R | Smallest amount to give.
Give amount - maximum: NM | Largest amount to give.
Give units: CE R | Unit of the amount.
Give dosage form: CE | Form, such as tablet.
Provider's administration instructions: CE * | Instructions to patient or nurse.
Deliver-to location: LA1 B | Where to deliver.
Substitution status: ID 0167 | Whether a like product was used.
Dispense amount: NM C | How much to hand out.
Dispense units: CE C | Unit of that amount.
Number of refills: NM | How often it may be filled again.
Ordering provider's DEA number: XCN * C | Prescriber's licence for controlled drugs.
Pharmacist/treatment supplier's verifier ID: XCN * | Pharmacist who checked it.
Prescription number: ST C | Number of the prescription.
Number of refills remaining: NM C | Refills that are left.
Number of refills/doses dispensed: NM C | Refills given so far.
D/T of most recent refill or dose dispensed: TS C | When it was last filled.
Total daily dose: CQ C | Dose in a day.
Needs human review: ID 0136 | Whether a person must look at it.
Pharmacy/treatment supplier's special dispensing instructions: CE * | Instructions for handing out.
Give per (time unit): ST C | Time in which one amount is given.
Give rate amount: ST | Rate at which it is given.
Give rate units: CE | Unit of the rate.
Give strength: NM | Strength of the medication.
Give strength units: CE | Unit of the strength.
Give indication: CE * | Why it is given.
Dispense package size: NM | Size of the package.
Dispense package size unit: CE | Unit of that size.
Dispense package method: ID 0321 | Way of packaging.
Supplementary code: CE * +2.4 | Further code of the medication.
Original order date/time: TS +2.4 | When it was first ordered.
Give drug strength volume: NM +2.5 | Volume the strength refers to.
Give drug strength volume units: CWE +2.5 | Unit of that volume.
Controlled substance schedule: CWE +2.5 0477 | Class of controlled drug.
Formulary status: ID +2.5 0478 | Whether it is on the list of usual drugs.
Pharmaceutical substance alternative: CWE * +2.5 | Drugs that could be used instead.
Pharmacy of most recent fill: CWE +2.5 | Pharmacy that last filled it.
Initial dispense amount: NM +2.5 | Amount handed out first.
Dispensing pharmacy: CWE +2.5 | Pharmacy to fill it.
Dispensing pharmacy address: XAD +2.5 | Address of that pharmacy.
Deliver-to patient location: PL +2.5 | Patient's place to deliver to.
Deliver-to address: XAD +2.5 | Address to deliver to.
Pharmacy order type: ID +2.5 0480 | Medication, solution or supply.

# RXD Pharmacy/treatment dispense | A medication as it was handed out.
Dispense sub-ID counter: NM R | Counts the times it was handed out.
Dispense/give code: CE R 0292 | Medication handed out.
Date/time dispensed: TS R | When it was handed out.
Actual dispense amount: NM R | How much was handed out.
Actual dispense units: CE C | Unit of that amount.
Actual dosage form: CE | Form, such as tablet.
Prescription number: ST R | Number of the prescription.
Number of refills remaining: NM C | Refills that are left.
Dispense notes: ST * | Remarks on it.
Dispensing provider: XCN * | Who handed it out.
Substitution status: ID 0167 | Whether a like product was used.
Total daily dose: CQ | Dose in a day.
Dispense-to location: LA2 C | Where it went.
Needs human review: ID 0136 | Whether a person must look at it.
Pharmacy/treatment supplier's special dispensing instructions: CE * | Instructions for handing out.
Actual strength: NM | Strength of the medication.
Actual strength unit: CE | Unit of the strength.
Substance lot number: ST * | Lot it came from.
Substance expiration date: TS * | Until when it can be used.
Substance manufacturer name: CE * 0227 | Who makes it.
Indication: CE * | Why it is given.
Dispense package size: NM | Size of the package.
Dispense package size unit: CE | Unit of that size.
Dispense package method: ID 0321 | Way of packaging.
Supplementary code: CE * +2.4 | Further code of the medication.
Initiating location: CE +2.4 | Where the order began.
Packaging/assembly location: CE +2.4 | Where it was packed.
Actual drug strength volume: NM +2.5 | Volume the strength refers to.
Actual drug strength volume units: CWE +2.5 | Unit of that volume.
Dispense to pharmacy: CWE +2.5 | Pharmacy it was sent to.
Dispense to pharmacy address: XAD +2.5 | Address of that pharmacy.
Pharmacy order type: ID +2.5 0480 | Medication, solution or supply.
Dispense type: CWE +2.5 0484 | Kind of handing out, such as trial.

# RXG Pharmacy/treatment give | A medication that is to be given at a time.
Give sub-ID counter: NM R | Counts the times it is to be given.
Dispense sub-ID counter: NM | Handing out it comes from.
Quantity/timing: TQ B -2.7 | When to give it, before TQ1 existed.
Give code: CE R 0292 | Medication to give.
Give amount - minimum: NM R | Smallest amount to give.
Give amount - maximum: NM | Largest amount to give.
Give units: CE R | Unit of the amount.
Give dosage form: CE | Form, such as tablet.
Administration notes: CE * | Remarks on giving it.
Substitution status: ID 0167 | Whether a like product was used.
Dispense-to location: LA2 | Where it went.
Needs human review: ID 0136 | Whether a person must look at it.
Pharmacy/treatment supplier's special administration instructions: CE * | Instructions for giving it.
Give per (time unit): ST C | Time in which one amount is given.
Give rate amount: ST | Rate at which it is given.
Give rate units: CE | Unit of the rate.
Give strength: NM | Strength of the medication.
Give strength units: CE | Unit of the strength.
Substance lot number: ST * | Lot it came from.
Substance expiration date: TS * | Until when it can be used.
Substance manufacturer name: CE * 0227 | Who makes it.
Indication: CE * | Why it is given.
Give drug strength volume: NM +2.5 | Volume the strength refers to.
Give drug strength volume units: CWE +2.5 | Unit of that volume.
Give barcode identifier: CWE +2.5 | Barcode of the medication.
Pharmacy order type: ID +2.5 0480 | Medication, solution or supply.

# RXA Pharmacy/treatment administration | A medication or vaccine as it was given.
Give sub-ID counter: NM R | Planned giving it belongs to.
Administration sub-ID counter: NM R | Counts the times it was given.
Date/time start of administration: TS R | When giving began.
Date/time end of administration: TS R | When giving ended.
Administered code: CE R 0292 | What was given.
Administered amount: NM R | How much was given.
Administered units: CE C | Unit of that amount.
Administered dosage form: CE | Form, such as tablet.
Administration notes: CE * | Remarks on it.
Administering provider: XCN * | Who gave it.
Administered-at location: LA2 C | Where it was given.
Administered per (time unit): ST C | Time in which one amount is given.
Administered strength: NM | Strength of the medication.
Administered strength units: CE | Unit of the strength.
Substance lot number: ST * | Lot it came from.
Substance expiration date: TS * | Until when it can be used.
Substance manufacturer name: CE * 0227 | Who makes it.
Substance/treatment refusal reason: CE * | Why it was refused.
Indication: CE * | Why it was given.
Completion status: ID 0322 | Complete, partly, refused or not given.
Action code: ID +2.3.1 0323 | Whether the entry is added, changed or removed.
System entry date/time: TS +2.3.1 | When it was entered.
Administered drug strength volume: NM +2.5 | Volume the strength refers to.
Administered drug strength volume units: CWE +2.5 | Unit of that volume.
Administered barcode identifier: CWE +2.5 | Barcode of what was given.
Pharmacy order type: ID +2.5 0480 | Medication, solution or supply.

# ARQ +2.3 Appointment request | An appointment somebody asks for.
Placer appointment ID: EI R | Number the asking side gave it.
Filler appointment ID: EI C | Number the scheduling side gave it.
Occurrence number: NM C | Which one of a series.
Placer group number: EI | Ties several requests together.
Schedule ID: CE | Schedule it goes into.
Request event reason: CE | Why the request is made.
Appointment reason: CE 0276 | Why the appointment is needed.
Appointment type: CE 0277 | Kind of appointment.
Appointment duration: NM | How long it takes.
Appointment duration units: CE | Unit of that time.
Requested start date/time range: DR * | When it may begin.
Priority: ST | How urgent it is.
Repeating interval: RI | How often it repeats.
Repeating interval duration: ST | How long the series runs.
Placer contact person: XCN R * | Whom to ask about it.
Placer contact phone number: XTN * | Phone of that person.
Placer contact address: XAD * | Address of that person.
Placer contact location: PL | Where that person is found.
Entered by person: XCN R * | Who entered it.
Entered by phone number: XTN * | Phone of that person.
Entered by location: PL | Where it was entered.
Parent placer appointment ID: EI | Asking side's number of the parent.
Parent filler appointment ID: EI C | Scheduling side's number of the parent.
Placer order number: EI * C +2.4 | Orderer's numbers of the orders.
Filler order number: EI * C +2.4 | Performer's numbers of the orders.

# SCH +2.3 Scheduling activity information | An appointment that was made.
Placer appointment ID: EI C | Number the asking side gave it.
Filler appointment ID: EI C | Number the scheduling side gave it.
Occurrence number: NM C | Which one of a series.
Placer group number: EI | Ties several appointments together.
Schedule ID: CE | Schedule it is in.
Event reason: CE R | Why this message is sent.
Appointment reason: CE 0276 | Why the appointment is needed.
Appointment type: CE 0277 | Kind of appointment.
Appointment duration: NM B | How long it takes.
Appointment duration units: CE B | Unit of that time.
Appointment timing quantity: TQ * B | When it takes place.
Placer contact person: XCN * | Whom to ask on the asking side.
Placer contact phone number: XTN | Phone of that person.
Placer contact address: XAD * | Address of that person.
Placer contact location: PL | Where that person is found.
Filler contact person: XCN R * | Whom to ask on the scheduling side.
Filler contact phone number: XTN | Phone of that person.
Filler contact address: XAD * | Address of that person.
Filler contact location: PL | Where that person is found.
Entered by person: XCN R * | Who entered it.
Entered by phone number: XTN * | Phone of that person.
Entered by location: PL | Where it was entered.
Parent placer appointment ID: EI | Asking side's number of the parent.
Parent filler appointment ID: EI C | Scheduling side's number of the parent.
Filler status code: CE 0278 | State, such as booked or cancelled.
Placer order number: EI * C +2.4 | Orderer's numbers of the orders.
Filler order number: EI * C +2.4 | Performer's numbers of the orders.

# APR +2.3 Appointment preferences | Wishes for an appointment.
Time selection criteria: SCV * 0294 | Times that suit.
Resource selection criteria: SCV * 0294 | People or things that suit.
Location selection criteria: SCV * 0294 | Places that suit.
Slot spacing criteria: NM | Minutes between slots.
Filler override criteria: SCV * | Rules that may be set aside.

# RGS +2.3 Resource group | Opens the resources of an appointment.
Set ID: SI R | Counts the groups.
Segment action code: ID C 0206 | Whether the group is added, changed or removed.
Resource group ID: CE | The group that is opened.

# AIS +2.3 Appointment information | A service in an appointment.
Set ID: SI R | Counts the services.
Segment action code: ID C 0206 | Whether it is added, changed or removed.
Universal service identifier: CE R | The service that is booked.
Start date/time: TS C | When it begins.
Start date/time offset: NM C | How long after the appointment's start.
Start date/time offset units: CE C | Unit of that time.
Duration: NM | How long it takes.
Duration units: CE | Unit of that time.
Allow substitution code: IS C 0279 | Whether something else will do.
Filler status code: CE C 0278 | State, such as booked or cancelled.
Placer supplemental service information: CE * +2.4 0411 | Further wishes about it.
Filler supplemental service information: CE * +2.4 0411 | Further facts about it.

# AIG +2.3 Appointment information - general resource | A thing or group needed for an appointment.
Set ID: SI R | Counts the resources.
Segment action code: ID C 0206 | Whether it is added, changed or removed.
Resource ID: CE C | The thing or group that is needed.
Resource type: CE R | Kind of resource.
Resource group: CE * | Group it belongs to.
Resource quantity: NM | How many are needed.
Resource quantity units: CE | Unit of that number.
Start date/time: TS C | From when it is needed.
Start date/time offset: NM C | How long after the appointment's start.
Start date/time offset units: CE C | Unit of that time.
Duration: NM | How long it is needed.
Duration units: CE | Unit of that time.
Allow substitution code: IS C 0279 | Whether something else will do.
Filler status code: CE C 0278 | State, such as booked or cancelled.

# AIL +2.3 Appointment information - location resource | A place needed for an appointment.
Set ID: SI R | Counts the places.
Segment action code: ID C 0206 | Whether it is added, changed or removed.
Location resource ID: PL * C | The place that is needed.
Location type: CE C 0305 | Kind of place.
Location group: CE | Group it belongs to.
Start date/time: TS C | From when it is needed.
Start date/time offset: NM C | How long after the appointment's start.
Start date/time offset units: CE C | Unit of that time.
Duration: NM | How long it is needed.
Duration units: CE | Unit of that time.
Allow substitution code: IS C 0279 | Whether another place will do.
Filler status code: CE C 0278 | State, such as booked or cancelled.

# AIP +2.3 Appointment information - personnel resource | A person needed for an appointment.
Set ID: SI R | Counts the people.
Segment action code: ID C 0206 | Whether it is added, changed or removed.
Personnel resource ID: XCN * C | The person that is needed.
Resource type: CE C 0182 | Kind of person needed.
Resource group: CE | Group the person belongs to.
Start date/time: TS C | From when the person is needed.
Start date/time offset: NM C | How long after the appointment's start.
Start date/time offset units: CE C | Unit of that time.
Duration: NM | How long the person is needed.
Duration units: CE | Unit of that time.
Allow substitution code: IS C 0279 | Whether somebody else will do.
Filler status code: CE C 0278 | State, such as booked or cancelled.

# TXA +2.3 Transcription document header | A document: its number, author, state and place.
Set ID: SI R | Counts the documents.
Document type: IS R 0270 | Kind of document, such as a pathology report.
Document content presentation: ID C 0191 | Form of the content, such as text.
Activity date/time: TS | When the service described was given.
Primary activity provider code/name: XCN * C | Who gave that service.
Origination date/time: TS | When it was dictated.
Transcription date/time: TS C | When it was typed.
Edit date/time: TS * | When it was edited.
Originator code/name: XCN * | Who dictated it.
Assigned document authenticator: XCN * | Who must sign it.
Transcriptionist code/name: XCN * C | Who typed it.
Unique document number: EI R | Number of the document.
Parent document number: EI C | Document it adds to or replaces.
Placer order number: EI * | Orderer's numbers of the orders.
Filler order number: EI | Performer's number of the order.
Unique document file name: ST | File it is stored in.
Document completion status: ID R 0271 | Dictated, in work, signed and so on.
Document confidentiality status: ID 0272 | How confidential it is.
Document availability status: ID 0273 | Whether it can be used for care.
Document storage status: ID 0275 | Where it is stored.
Document change reason: ST C | Why it was changed.
Authentication person, time stamp: PPN * C | Who signed it and when.
Distributed copies: XCN * | Who got copies.
Folder assignment: CWE * +2.8 | Folders the document is filed in.
Document title: ST * +2.8 | Title of the document.

# GOL +2.2 Goal detail | A goal of care.
Action code: ID R 0287 | Whether the goal is added, changed or removed.
Action date/time: TS R | When that was done.
Goal ID: CE R | The goal as a code.
Goal instance ID: EI R | Number of this goal of this patient.
Episode of care ID: EI | Episode it belongs to.
Goal list priority: NM | Place in the list.
Goal established date/time: TS | When it was set.
Expected goal achieve date/time: TS | When it should be reached.
Goal classification: CE | Class of the goal.
Goal management discipline: CE | Discipline in charge.
Current goal review status: CE | State of the review.
Current goal review date/time: TS | When it was reviewed.
Next goal review date/time: TS | When it is reviewed next.
Previous goal review date/time: TS | When it was reviewed before.
Goal review interval: TQ | How often it is reviewed.
Goal evaluation: CE | How far it is reached.
Goal evaluation comment: ST * | Remarks on that.
Goal life cycle status: CE | State of the goal.
Goal life cycle status date/time: TS | From when that state holds.
Goal target type: CE * | Whose goal it is, by kind.
Goal target name: XPN * | Whose goal it is, by name.

# PRB +2.2 Problem details | A problem of the patient.
Action code: ID R 0287 | Whether the problem is added, changed or removed.
Action date/time: TS R | When that was done.
Problem ID: CE R | The problem as a code.
Problem instance ID: EI R | Number of this problem of this patient.
Episode of care ID: EI | Episode it belongs to.
Problem list priority: NM | Place in the list.
Problem established date/time: TS | When it was found.
Anticipated problem resolution date/time: TS | When it should be over.
Actual problem resolution date/time: TS | When it was over.
Problem classification: CE | Class of the problem.
Problem management discipline: CE * | Disciplines in charge.
Problem persistence: CE | Acute, chronic and so on.
Problem confirmation status: CE | Confirmed, suspected and so on.
Problem life cycle status: CE | State of the problem.
Problem life cycle status date/time: TS | From when that state holds.
Problem date of onset: TS | When it began.
Problem onset text: ST | The onset in words.
Problem ranking: CE | Primary, secondary and so on.
Certainty of problem: CE | How sure it is.
Probability of problem: NM | The same as a number from 0 to 1.
Individual awareness of problem: CE | Whether the patient knows of it.
Problem prognosis: CE | What is expected.
Individual awareness of prognosis: CE | Whether the patient knows what is expected.
Family/significant other awareness of problem/prognosis: ST | Whether the family knows.
Security/sensitivity: CE +2.3 | How confidential it is.

# PTH +2.2 Pathway | A care plan the patient follows.
Action code: ID R 0287 | Whether the plan is added, changed or removed.
Pathway ID: CE R | The plan as a code.
Pathway instance ID: EI R | Number of this plan of this patient.
Pathway established date/time: TS R | When it was begun.
Pathway life cycle status: CE | State of the plan.
Change pathway life cycle status date/time: TS C | From when that state holds.

# VAR +2.2 Variance | Something that went other than planned.
Variance instance ID: EI R | Number of the entry.
Documented date/time: TS R | When it was written down.
Stated variance date/time: TS | When it happened.
Variance originator: XCN * | Who wrote it down.
Variance classification: CE | Class of the variance.
Variance description: ST * | The variance in words.

# OVR +2.5 Override segment | A rule of the receiver that was set aside, by whom and why.
Business rule override type: CWE 0518 | Kind of rule set aside.
Business rule override code: CWE 0521 | Why it was set aside.
Override comments: TX | Remarks on it.
Override entered by: XCN | Who entered it.
Override authorized by: XCN | Who allowed it.

# CM0 Clinical study master | A clinical study.
Set ID: SI | Counts the studies.
Sponsor study ID: EI R | Number of the study.
Alternate study ID: EI *3 | Further numbers of the study.
Title of study: ST R | Title of the study.
Chairman of study: XCN * | Who leads it.
Last IRB approval date: DT | When the ethics board last approved it.
Total accrual to date: NM | How many patients joined so far.
Last accrual date: DT | When the last patient joined.
Contact for study: XCN * | Whom to ask about it.
Contact's telephone number: XTN | Phone of that person.
Contact's address: XAD * | Address of that person.

# CM1 Clinical study phase master | A phase of a study.
Set ID: SI R | Counts the phases.
Study phase identifier: CE R | The phase as a code.
Description of study phase: ST R | The phase in words.

# CM2 Clinical study schedule master | A time point of a study.
Set ID: SI | Counts the time points.
Scheduled time point: CE R | The time point as a code.
Description of time point: ST | The time point in words.
Events scheduled this time point: CE R *200 | What is planned then.

# CSR Clinical study registration | A patient joined a study.
Sponsor study ID: EI R | Number of the study.
Alternate study ID: EI | Further number of the study.
Institution registering the patient: CE | Site that enrolled the patient.
Sponsor patient ID: CX R | Patient's number in the study.
Alternate patient ID: CX | Further number of the patient.
Date/time of patient study registration: TS R | When the patient joined.
Person performing study registration: XCN * | Who enrolled the patient.
Study authorizing provider: XCN R * | Doctor in charge.
Date/time patient study consent signed: TS C | When consent was signed.
Patient study eligibility status: CE C | Whether the patient fits the study.
Study randomization date/time: TS *3 | When the patient was randomised.
Randomized study arm: CE *3 | Arm the patient is in.
Stratum for study randomization: CE *3 | Stratum the patient is in.
Patient evaluability status: CE C | Whether the patient can be evaluated.
Date/time ended study: TS C | When the patient left.
Reason ended study: CE C | Why the patient left.

# CSP Clinical study phase | A phase a patient goes through.
Study phase identifier: CE R | The phase as a code.
Date/time study phase began: TS R | When it began.
Date/time study phase ended: TS | When it ended.
Study phase evaluability: CE C | Whether it can be evaluated.

# CSS Clinical study data schedule | A time point of a patient's study data.
Study scheduled time point: CE R | The time point as a code.
Study scheduled patient time point: TS | When it is for this patient.
Study quality control codes: CE *3 | Quality checks done.

# PES +2.3 Product experience sender | Who reports a problem with a product.
Sender organization name: XON * | Organisation that reports.
Sender individual name: XCN * | Person who reports.
Sender address: XAD * | Address of the sender.
Sender telephone: XTN * | Phone of the sender.
Sender event identifier: EI | Sender's number of the event.
Sender sequence number: NM | Which report on the event this is.
Sender event description: FT * | The event in words.
Sender comment: FT | Remarks of the sender.
Sender aware date/time: TS | When the sender learned of it.
Event report date: TS R | When the report was made.
Event report timing/type: ID *2 0234 | Kind of report by time.
Event report source: ID 0235 | Where the report comes from.
Event reported to: ID * 0236 | Who else was told.

# PEO +2.3 Product experience observation | The event a product is thought to have caused.
Event identifiers used: CE * | Numbers of the event.
Event symptom/diagnosis code: CE * | What happened, as codes.
Event onset date/time: TS R | When it began.
Event exacerbation date/time: TS | When it got worse.
Event improved date/time: TS | When it got better.
Event ended date/time: TS | When it ended.
Event location occurred address: XAD * | Where it happened.
Event qualification: ID * 0237 | Abuse, misuse and so on.
Event serious: ID 0238 | Whether it was serious.
Event expected: ID 0239 | Whether it was to be expected.
Event outcome: ID * 0240 | What it led to.
Patient outcome: ID 0241 | How the patient is now.
Event description from others: FT * | The event in others' words.
Event description from original reporter: FT * | The event in the reporter's words.
Event description from patient: FT * | The event in the patient's words.
Event description from practitioner: FT * | The event in the doctor's words.
Event description from autopsy: FT * | What the autopsy found.
Cause of death: CE * | Causes of death.
Primary observer name: XPN * | Who saw the event.
Primary observer address: XAD * | Address of that person.
Primary observer telephone: XTN * | Phone of that person.
Primary observer's qualification: ID 0242 | Profession of that person.
Confirmation provided by: ID 0242 | Who confirmed it.
Primary observer aware date/time: TS | When that person learned of it.
Primary observer's identity may be divulged: ID 0243 | Whether the name may be told.

# PCR +2.3 Possible causal relationship | A product that may have caused the event.
Implicated product: CE R | The product as a code.
Generic product: IS 0249 | Whether it is a generic.
Product class: CE | Class of the product.
Total duration of therapy: CQ | How long it was used.
Product manufacture date: TS | When it was made.
Product expiration date: TS | Until when it could be used.
Product implantation date: TS | When it was implanted.
Product explantation date: TS | When it was taken out.
Single use device: IS 0244 | Whether it is for single use.
Indication for product use: CE | Why it was used.
Product problem: IS 0245 | Whether the product had a fault.
Product serial/lot number: ST *3 | Serial or lot numbers.
Product available for inspection: IS 0246 | Whether it can be looked at.
Product evaluation performed: CE | How it was examined.
Product evaluation status: CE 0247 | How far that has come.
Product evaluation results: CE | What was found.
Evaluated product source: ID 0248 | Where the examined one came from.
Date product returned to manufacturer: TS | When it went back to its maker.
Device operator qualifications: ID 0242 | Profession of the user.
Relatedness assessment: ID 0250 | How surely it was the cause.
Action taken in response to the event: ID *6 0251 | What was done.
Event causality observations: ID *6 0252 | What speaks for or against it.
Indirect exposure mechanism: ID *3 0253 | How somebody was exposed through another.

# PSH +2.3 Product summary header | A summary of reports on a product.
Report type: ST R | Kind of report.
Report form identifier: ST | Form that is used.
Report date: TS R | Date of the report.
Report interval start date: TS | First day it covers.
Report interval end date: TS | Last day it covers.
Quantity manufactured: CQ | How many were made.
Quantity distributed: CQ | How many were shipped.
Quantity distributed method: ID 0329 | Counted or estimated.
Quantity distributed comment: FT | Remarks on that number.
Quantity in use: CQ | How many are in use.
Quantity in use method: ID 0329 | Counted or estimated.
Quantity in use comment: FT | Remarks on that number.
Number of product experience reports filed by facility: NM *8 | Reports from sites.
Number of product experience reports filed by distributor: NM *8 | Reports from distributors.

# PDC +2.3 Product detail country | A product in one country.
Manufacturer/distributor: XON R * | Who makes or sells it.
Country: CE R | Country it is about.
Brand name: ST R | Name it is sold under.
Device family name: ST | Family it belongs to.
Generic name: CE | Generic name of the product.
Model identifier: ST * | Models of the product.
Catalogue identifier: ST | Number in the catalogue.
Other identifier: ST * | Further numbers of the product.
Product code: CE | Code of the product.
Marketing basis: ID 0330 | On what grounds it may be sold.
Marketing approval ID: ST | Number of the approval.
Labeled shelf life: CQ | Shelf life on the label.
Expected shelf life: CQ | Shelf life that is expected.
Date first marketed: TS | When it was first sold.
Date last marketed: TS | When it was last sold.

# FAC +2.3 Facility | A site that reports on a product.
Facility ID: EI R | Number of the site.
Facility type: ID 0331 | Kind of site.
Facility address: XAD R * | Address of the site.
Facility telecommunication: XTN R | Phone of the site.
Contact person: XCN * | Whom to ask.
Contact title: ST * | Title of that person.
Contact address: XAD * | Address of that person.
Contact telecommunication: XTN * | Phone of that person.
Signature authority: XCN R * | Person who signs.
Signature authority title: ST | Title of the signer.
Signature authority address: XAD * | Address of the signer.
Signature authority telecommunication: XTN | Phone of the signer.
`;
