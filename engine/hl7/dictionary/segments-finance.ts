/** Segments of insurance, diagnosis and billing (HL7 v2.5.1 and v2.9 chapter 6). Row format: see `rows.ts`. */
export const FINANCE_SEGMENTS = `
# IN1 Insurance | One insurance plan of the patient, in the order it is to be billed.
Set ID: SI R | Place in the billing order: 1 primary, 2 secondary.
Insurance plan ID: CE R 0072 | Plan that covers the patient.
Insurance company ID: CX R * | Numbers of the insurance company.
Insurance company name: XON * | Name of the company.
Insurance company address: XAD * | Where claims are mailed.
Insurance co contact person: XPN * | Person to talk to at the company.
Insurance co phone number: XTN * | Phone of the company.
Group number: ST | Number of the insured group.
Group name: XON * | Name of the insured group.
Insured's group emp ID: CX * | Number of the employer behind the group.
Insured's group emp name: XON * | Name of that employer.
Plan effective date: DT | From when the plan covers the patient.
Plan expiration date: DT | Until when the plan covers the patient.
Authorization information: AUI | Payer's permission number and date.
Plan type: IS 0086 | Kind of plan, such as Medicare.
Name of insured: XPN * | Who holds the policy.
Insured's relationship to patient: CE 0063 | How the holder relates to the patient, such as self or parent.
Insured's date of birth: TS | Birth date of the holder.
Insured's address: XAD * | Address of the holder.
Assignment of benefits: IS 0135 | Whether the payer may pay the provider directly.
Coordination of benefits: IS 0173 | Whether the plan works with others or alone.
Coord of ben. priority: ST | Place of the plan among several.
Notice of admission flag: ID 0136 | Whether the payer must be told of an admission.
Notice of admission date: DT | When the payer was told.
Report of eligibility flag: ID 0136 | Whether the payer reported that the patient is covered.
Report of eligibility date: DT | When the payer reported it.
Release information code: IS 0093 | Whether facts may be released to the payer.
Pre-admit cert (PAC): ST | Payer's certificate given before admission.
Verification date/time: TS | When coverage was checked.
Verification by: XCN * | Who checked coverage.
Type of agreement code: IS 0098 | Kind of agreement with the payer.
Billing status: IS 0022 | Whether the plan has been billed.
Lifetime reserve days: NM | Reserve days left under the plan.
Delay before L.R. day: NM | Days before reserve days are used.
Company plan code: IS 0042 | Company's own code for the plan.
Policy number: ST | Number of the policy.
Policy deductible: CP | Amount the patient pays first.
Policy limit - amount: CP B | Most the policy pays.
Policy limit - days: NM | Most days the policy covers.
Room rate - semi-private: CP B | Rate for a shared room.
Room rate - private: CP B | Rate for a single room.
Insured's employment status: CE 0066 | Employment of the holder.
Insured's administrative sex: IS 0001 | Sex of the holder.
Insured's employer's address: XAD * | Address of the holder's employer.
Verification status: ST | Outcome of the coverage check.
Prior insurance plan ID: IS 0072 | Plan that covered the patient before.
Coverage type: IS +2.3 0309 | What is covered, such as hospital or doctor.
Handicap: IS +2.3 0295 | Handicap of the holder.
Insured's ID number: CX * +2.3 | Member number of the holder.
Signature code: IS +2.4 0535 | Whether a signature is on file.
Signature code date: DT +2.4 | When it was signed.
Insured's birth place: ST +2.5 | Where the holder was born.
VIP indicator: IS +2.5 0099 | Whether the holder needs special discretion.
External health plan identifiers: CX * +2.8 | Further numbers of the plan.
Insurance action code: ID +2.9 0206 | Whether the plan is added, changed or removed.

# IN2 +2.2 Insurance additional information | Further facts on an insurance plan, mostly about the holder.
Insured's employee ID: CX * | Number the employer gave the holder.
Insured's social security number: ST | Social security number of the holder.
Insured's employer's name and ID: XCN * | Employer of the holder.
Employer information data: IS 0139 | What is known of the employer.
Mail claim party: IS * 0137 | Who gets the claim.
Medicare health ins card number: ST | Number on the Medicare card.
Medicaid case name: XPN * | Name on the Medicaid case.
Medicaid case number: ST | Number of the Medicaid case.
Military sponsor name: XPN * | Service member the cover comes from.
Military ID number: ST | Military number of the sponsor.
Dependent of military recipient: CE 0342 | How the patient depends on the sponsor.
Military organization: ST | Unit of the sponsor.
Military station: ST | Station of the sponsor.
Military service: IS 0140 | Branch of the sponsor.
Military rank/grade: IS 0141 | Rank of the sponsor.
Military status: IS 0142 | Active, retired or deceased.
Military retire date: DT | When the sponsor retired.
Military non-avail cert on file: ID 0136 | Whether leave to use a civil hospital is on file.
Baby coverage: ID 0136 | Whether a newborn is covered.
Combine baby bill: ID 0136 | Whether mother and baby share a bill.
Blood deductible: ST | Units of blood the patient pays first.
Special coverage approval name: XPN * | Who approved special cover.
Special coverage approval title: ST | Title of that person.
Non-covered insurance code: IS * 0143 | Services that are not covered.
Payor ID: CX * | Number of the payer.
Payor subscriber ID: CX * | Number the payer gave the subscriber.
Eligibility source: IS 0144 | Where eligibility was learned.
Room coverage type/amount: RMC * +2.3 | Cover by kind of room.
Policy type/amount: PTA * +2.3 | Cover by kind of policy.
Daily deductible: DDI +2.3 | Amount the patient pays each day.
Living dependency: IS +2.3 0223 | Whom or what the holder depends on.
Ambulatory status: IS * +2.3 0009 | Limits on how the holder can move or act.
Citizenship: CE * +2.3 0171 | Country the holder is a citizen of.
Primary language: CE +2.3 0296 | Language the holder prefers.
Living arrangement: IS +2.3 0220 | With whom the holder lives.
Publicity code: CE +2.3 0215 | How widely facts on the holder may be known.
Protection indicator: ID +2.3 0136 | Whether facts on the holder are restricted.
Student indicator: IS +2.3 0231 | Whether the holder is a student.
Religion: CE +2.3 0006 | Religion of the holder.
Mother's maiden name: XPN * +2.3 | Maiden name of the holder's mother.
Nationality: CE +2.3 0212 | National origin of the holder.
Ethnic group: CE * +2.3 0189 | Ethnicity of the holder.
Marital status: CE * +2.3 0002 | Marital status of the holder.
Insured's employment start date: DT +2.3 | When the holder's job began.
Employment stop date: DT +2.3 | When the holder's job ended.
Job title: ST +2.3 | Title of the holder's job.
Job code/class: JCC +2.3 | Job of the holder as a code.
Job status: IS +2.3 0311 | Kind of employment.
Employer contact person name: XPN * +2.3 | Person to ask at the employer.
Employer contact person phone number: XTN * +2.3 | Phone of that person.
Employer contact reason: IS +2.3 0222 | For what to call that person.
Insured's contact person's name: XPN * +2.3 | Person to ask about the holder.
Insured's contact person phone number: XTN * +2.3 | Phone of that person.
Insured's contact person reason: IS * +2.3 0222 | For what to call that person.
Relationship to the patient start date: DT +2.3 | From when the relation holds.
Relationship to the patient stop date: DT * +2.3 | Until when the relation holds.
Insurance co. contact reason: IS +2.3 0232 | For what to call the insurer.
Insurance co contact phone number: XTN +2.3 | Phone of the insurer.
Policy scope: IS +2.3 0312 | How far the policy reaches.
Policy source: IS +2.3 0313 | How the policy was obtained.
Patient member number: CX +2.3 | Member number of the patient.
Guarantor's relationship to insured: CE +2.3 0063 | How guarantor and holder relate.
Insured's phone number - home: XTN * +2.3 | Private phone of the holder.
Insured's employer phone number: XTN * +2.3 | Phone of the holder's employer.
Military handicapped program: CE +2.3 0343 | Military programme for the handicapped.
Suspend flag: ID +2.3 0136 | Whether charges are held back.
Copay limit flag: ID +2.3 0136 | Whether the co-payment limit is reached.
Stoploss limit flag: ID +2.3 0136 | Whether the stop-loss limit is reached.
Insured organization name and ID: XON * +2.3 | Organisation that is the holder.
Insured employer organization name and ID: XON * +2.3 | Organisation that employs the holder.
Race: CE * +2.3 0005 | Race of the holder.
CMS patient's relationship to insured: CE +2.3 0344 | The relation in Medicare's coding.

# IN3 +2.2 Insurance additional information, certification | Permission the payer gave for the care.
Set ID: SI R | Counts the certificates listed.
Certification number: CX | Number of the certificate.
Certified by: XCN * | Person who gave the certificate.
Certification required: ID 0136 | Whether one is needed.
Penalty: MOP>CP@2.9 | What it costs if there is none.
Certification date/time: TS | When it was given.
Certification modify date/time: TS | When it was changed.
Operator: XCN * | Who handled it.
Certification begin date: DT | From when it holds.
Certification end date: DT | Until when it holds.
Days: DTN | Days it covers.
Non-concur code/description: CE 0233 | Why the payer disagreed.
Non-concur effective date/time: TS | From when the payer disagreed.
Physician reviewer: XCN * 0010 | Doctor who reviewed it.
Certification contact: ST | Person to talk to.
Certification contact phone number: XTN * | Phone of that person.
Appeal reason: CE 0345 | Why an appeal was made.
Certification agency: CE 0346 | Agency that certifies.
Certification agency phone number: XTN * | Phone of that agency.
Pre-certification requirement: ICD * 0136 | What must be certified before.
Case manager: ST | Who manages the case.
Second opinion date: DT | When a second opinion was given.
Second opinion status: IS 0151 | How far it has come.
Second opinion documentation received: IS * 0152 | Papers that have come in.
Second opinion physician: XCN * 0010 | Doctor who gave it.

# GT1 Guarantor | Person or organisation that answers for the bill.
Set ID: SI R | Counts the guarantors listed.
Guarantor number: CX * | Numbers of the guarantor.
Guarantor name: XPN R * | Name of the guarantor.
Guarantor spouse name: XPN * | Name of the guarantor's spouse.
Guarantor address: XAD * | Where bills are mailed.
Guarantor ph num - home: XTN * | Private phone of the guarantor.
Guarantor ph num - business: XTN * | Phone of the guarantor at work.
Guarantor date/time of birth: TS | Birth date of the guarantor.
Guarantor administrative sex: IS 0001 | Sex of the guarantor.
Guarantor type: IS 0068 | Kind of guarantor, such as person or company.
Guarantor relationship: CE 0063 | How the guarantor relates to the patient.
Guarantor SSN: ST | Social security number of the guarantor.
Guarantor date - begin: DT | From when the guarantor answers.
Guarantor date - end: DT | Until when the guarantor answers.
Guarantor priority: NM | Place among several guarantors.
Guarantor employer name: XPN * | Employer of the guarantor.
Guarantor employer address: XAD * | Address of the employer.
Guarantor employer phone number: XTN * | Phone of the employer.
Guarantor employee ID number: CX * | Number the employer gave the guarantor.
Guarantor employment status: IS 0066 | Full-time, part-time and so on.
Guarantor organization name: XON * | Organisation that is the guarantor.
Guarantor billing hold flag: ID +2.3 0136 | Whether bills are held back.
Guarantor credit rating code: CE +2.3 0341 | How credit-worthy the guarantor is.
Guarantor death date and time: TS +2.3 | When the guarantor died.
Guarantor death flag: ID +2.3 0136 | Whether the guarantor is dead.
Guarantor charge adjustment code: CE +2.3 0218 | How charges are adjusted.
Guarantor household annual income: CP +2.3 | Yearly income of the household.
Guarantor household size: NM +2.3 | How many live in the household.
Guarantor employer ID number: CX * +2.3 | Numbers of the employer.
Guarantor marital status code: CE +2.3 0002 | Marital status of the guarantor.
Guarantor hire effective date: DT +2.3 | When the job began.
Employment stop date: DT +2.3 | When the job ended.
Living dependency: IS +2.3 0223 | Whom or what the guarantor depends on.
Ambulatory status: IS * +2.3 0009 | Limits on how the guarantor can move or act.
Citizenship: CE * +2.3 0171 | Country the guarantor is a citizen of.
Primary language: CE +2.3 0296 | Language the guarantor prefers.
Living arrangement: IS +2.3 0220 | With whom the guarantor lives.
Publicity code: CE +2.3 0215 | How widely facts on the guarantor may be known.
Protection indicator: ID +2.3 0136 | Whether facts on the guarantor are restricted.
Student indicator: IS +2.3 0231 | Whether the guarantor is a student.
Religion: CE +2.3 0006 | Religion of the guarantor.
Mother's maiden name: XPN * +2.3 | Maiden name of the guarantor's mother.
Nationality: CE +2.3 0212 | National origin of the guarantor.
Ethnic group: CE * +2.3 0189 | Ethnicity of the guarantor.
Contact person's name: XPN * +2.3 | Person to ask about the guarantor.
Contact person's telephone number: XTN * +2.3 | Phone of that person.
Contact reason: CE +2.3 0222 | For what to call that person.
Contact relationship: IS +2.3 0063 | How that person relates to the guarantor.
Job title: ST +2.3 | Title of the guarantor's job.
Job code/class: JCC +2.3 | Job of the guarantor as a code.
Guarantor employer's organization name: XON * +2.3 | Organisation that employs the guarantor.
Handicap: IS +2.3 0295 | Handicap of the guarantor.
Job status: IS +2.3 0311 | Kind of employment.
Guarantor financial class: FC +2.3 0064 | Who is expected to pay, in broad terms.
Guarantor race: CE * +2.3 0005 | Race of the guarantor.
Guarantor birth place: ST +2.5 | Where the guarantor was born.
VIP indicator: IS +2.5 0099 | Whether the guarantor needs special discretion.

# ACC Accident | The accident behind the illness, for billing.
Accident date/time: TS | When the accident happened.
Accident code: CE 0050 | Kind of accident.
Accident location: ST | Where it happened.
Auto accident state: CE B +2.3 0347 | State of a car accident.
Accident job related indicator: ID +2.3 0136 | Whether it happened at work.
Accident death indicator: ID +2.3 0136 | Whether somebody died.
Entered by: XCN +2.4 | Who entered the accident.
Accident description: ST +2.4 | The accident in words.
Brought in by: ST +2.4 | Who brought the patient in.
Police notified indicator: ID +2.4 0136 | Whether the police were told.
Accident address: XAD +2.5 | Address of the accident.
Degree of patient liability: NM +2.6 | Share of the fault that is the patient's, in percent.
Accident identifier: EI * +2.8 | Numbers of the accident.

# DG1 Diagnosis | A diagnosis; payers want to see it with each ordered test.
Set ID: SI R | Counts the diagnoses listed.
Diagnosis coding method: ID B -2.7 0053 | Older place for the coding system.
Diagnosis code: CE O>R@2.7 0051 | The diagnosis, usually an ICD code.
Diagnosis description: ST B -2.7 | Older place for the words.
Diagnosis date/time: TS | When the diagnosis was made.
Diagnosis type: IS R 0052 | Admitting, working or final.
Major diagnostic category: CE B -2.7 0118 | Older place for the group; DRG holds it now.
Diagnostic related group: CE B -2.7 0055 | Older place for the billing group.
DRG approval indicator: ID B -2.7 0136 | Older place for the group's approval.
DRG grouper review code: IS B -2.7 0056 | Older place for the grouper's review.
Outlier type: CE B -2.7 0083 | Older place for the kind of outlier.
Outlier days: NM B -2.7 | Older place for outlier days.
Outlier cost: CP B -2.7 | Older place for outlier cost.
Grouper version and type: ST B -2.7 | Older place for the grouper's version.
Diagnosis priority: ID +2.2 0359 | Place of the diagnosis: principal or secondary.
Diagnosing clinician: XCN * +2.2 | Who made the diagnosis.
Diagnosis classification: IS +2.3 0228 | Whether it is about the patient's ailment, an accident and so on.
Confidential indicator: ID +2.3 0136 | Whether the diagnosis is confidential.
Attestation date/time: TS +2.3 | When it was attested.
Diagnosis identifier: EI C +2.5 | Identifies the entry for later changes.
Diagnosis action code: ID C +2.5 0206 | Whether it is added, changed or removed.
Parent diagnosis: EI C +2.6 | Entry this one belongs to.
DRG CCL value code: CWE +2.6 0728 | Weight of the diagnosis for billing.
DRG grouping usage: ID +2.6 0136 | Whether it was used for grouping.
DRG diagnosis determination status: CWE +2.6 0731 | How the grouper took it.
Present on admission (POA) indicator: CWE +2.6 0895 | Whether it was there when the patient came in.

# DRG +2.3 Diagnosis related group | Billing group of an inpatient stay.
Diagnostic related group: CE 0055 | The billing group itself.
DRG assigned date/time: TS | When it was assigned.
DRG approval indicator: ID 0136 | Whether it was approved.
DRG grouper review code: IS 0056 | What the grouper's review found.
Outlier type: CE 0083 | Kind of outlier, by days or cost.
Outlier days: NM | Days beyond the group's limit.
Outlier cost: CP | Cost beyond the group's limit.
DRG payor: IS 0229 | Payer of the group.
Outlier reimbursement: CP | What is paid for the excess.
Confidential indicator: ID 0136 | Whether the group is confidential.
DRG transfer type: IS +2.4 0415 | Kind of hospital transferred to.

# PR1 Procedures | A procedure done on the patient.
Set ID: SI R | Counts the procedures listed.
Procedure coding method: IS B -2.7 0089 | Older place for the coding system.
Procedure code: CE>CNE@2.6 R 0088 | The procedure, such as a CPT code.
Procedure description: ST B -2.7 | Older place for the words.
Procedure date/time: TS R | When it was done.
Procedure functional type: IS 0230 | Diagnostic, therapeutic and so on.
Procedure minutes: NM | How long it took.
Anesthesiologist: XCN * B 0010 | Who gave anaesthesia.
Anesthesia code: IS 0019 | Kind of anaesthesia.
Anesthesia minutes: NM | How long anaesthesia took.
Surgeon: XCN * B 0010 | Person who operated.
Procedure practitioner: XCN * B 0010 | Who else took part.
Consent code: CE 0059 | Kind of consent.
Procedure priority: ID 0418 | Place of the procedure among several.
Associated diagnosis code: CE 0051 | Diagnosis it was done for.
Procedure code modifier: CE>CNE@2.6 * +2.3.1 0340 | Modifiers to the code.
Procedure DRG type: IS +2.4 0416 | Role of it in billing groups.
Tissue type code: CE * +2.4 0417 | Tissue that was removed.
Procedure identifier: EI C +2.5 | Identifies the entry for later changes.
Procedure action code: ID C +2.5 0206 | Whether it is added, changed or removed.

# FT1 Financial transaction | A charge, payment or correction on the patient's account.
Set ID: SI | Counts the transactions listed.
Transaction ID: ST | Number of the transaction.
Transaction batch ID: ST | Batch it belongs to.
Transaction date: DR R | When the service was given.
Transaction posting date: TS | When it was posted.
Transaction type: IS R 0017 | Charge, credit, payment and so on.
Transaction code: CE R 0132 | What is charged.
Transaction description: ST B -2.7 | Older place for the words.
Transaction description - alt: ST B -2.7 | Older place for further words.
Transaction quantity: NM | How many are charged.
Transaction amount - extended: CP | Price times quantity.
Transaction amount - unit: CP | Price of one.
Department code: CE 0049 | Department that gave the service.
Insurance plan ID: CE 0072 | Plan to bill.
Insurance amount: CP | Amount to bill that plan.
Assigned patient location: PL | Where the patient was.
Fee schedule: IS 0024 | Price list that applies.
Patient type: IS 0018 | Local grouping of patients.
Diagnosis code: CE * 0051 | Diagnoses that support the charge.
Performed by code: XCN * 0084 | Who gave the service.
Ordered by code: XCN * | Who ordered the service.
Unit cost: CP | What one costs the site.
Filler order number: EI +2.2 | Laboratory's number of the order.
Entered by code: XCN * +2.3 | Who entered the transaction.
Procedure code: CE>CNE@2.6 +2.3 0088 | Billing procedure code.
Procedure code modifier: CE>CNE@2.6 * +2.3.1 0340 | Modifiers to that code.
Advanced beneficiary notice code: CE +2.4 0339 | Whether the patient accepted to pay if insurance does not.
Medically necessary duplicate procedure reason: CWE +2.5 0476 | Why a repeated procedure was necessary.
NDC code: CNE>CWE@2.6 +2.5 0549 | Drug code of what was given.
Payment reference ID: CX +2.5 | Number of the payment.
Transaction reference key: SI * +2.5 | Transactions the payment is for.
Performing facility: XON * +2.6 | Site that gave the service.
Ordering facility: XON +2.6 | Site that ordered the service.
Item number: CWE +2.8 | Number of the item charged.
Model number: ST +2.8 | Model of the item charged.
Special processing code: CWE * +2.8 | How the charge is to be handled.
Clinic code: CWE +2.8 | Clinic the charge belongs to.
Referral number: CX +2.8 | Number of the referral behind it.
Authorization number: CX +2.8 | Number of the payer's permission.
Service provider taxonomy code: CWE +2.8 | Kind of provider who gave the service.
Revenue code: CWE +2.8 0456 | Revenue code of the charge.
Prescription number: ST +2.8 | Number of the prescription.
NDC qty and UOM: CQ +2.8 | How much of the drug, with unit.

# ABS +2.4 Abstract | Summary of a stay made for statistics.
Discharge care provider: XCN 0010 | Doctor in charge at discharge.
Transfer medical service code: CE 0069 | Service the patient was moved to.
Severity of illness code: CE 0421 | How ill the patient was.
Date/time of attestation: TS | When the summary was attested.
Attested by: XCN | Who attested it.
Triage code: CE 0422 | Urgency at triage.
Abstract completion date/time: TS | When the summary was done.
Abstracted by: XCN | Who made the summary.
Case category code: CE 0423 | Kind of case.
Caesarian section indicator: ID 0136 | Whether it was a caesarean birth.
Gestation category code: CE 0424 | Premature, full term or overdue.
Gestation period - weeks: NM | Weeks of pregnancy at birth.
Newborn code: CE 0425 | Where the newborn came from.
Stillborn indicator: ID 0136 | Whether the child was stillborn.

# RMI +2.4 Risk management incident | Something that went wrong during the stay.
Risk management incident code: CE 0427 | Kind of incident, such as a fall.
Date/time incident: TS | When it happened.
Incident type code: CE 0428 | Preventable or not.

# GP1 +2.4 Grouping/reimbursement - visit | Outpatient payment facts for a visit.
Type of bill code: IS R 0455 | Kind of bill.
Revenue code: IS * 0456 | Revenue codes of the visit.
Overall claim disposition code: IS 0457 | What became of the claim.
OCE edits per visit code: IS * 0458 | Edits that struck the visit.
Outlier cost: CP | Cost beyond the limit.

# GP2 +2.4 Grouping/reimbursement - procedure line item | Outpatient payment facts for one line.
Revenue code: IS 0456 | Revenue code of the line.
Number of service units: NM | Units on the line.
Charge: CP | Amount charged for the line.
Reimbursement action code: IS 0459 | How the line is paid.
Denial or rejection code: IS 0460 | Why it was denied.
OCE edit code: IS * 0458 | Edits that struck the line.
Ambulatory payment classification code: CE 0466 | Payment group of the line.
Modifier edit code: IS * 0467 | Edits about modifiers.
Payment adjustment code: IS 0468 | How payment was adjusted.
Packaging status code: IS 0469 | Whether it is paid within another line.
Expected CMS payment amount: CP | Payment expected from Medicare.
Reimbursement type code: IS 0470 | Method of payment.
Co-pay amount: CP | Share the patient pays.
Pay rate per service unit: NM | Rate paid for each unit.

# UB1 Uniform billing 82 | Items of the old hospital bill form of 1982.
Set ID: SI | Counts the segments.
Blood deductible: NM B | Units of blood the patient pays first.
Blood furnished - pints of: NM | Pints of blood given.
Blood replaced - pints: NM | Pints of blood replaced.
Blood not replaced - pints: NM | Pints of blood not replaced.
Co-insurance days: NM | Days with a share to pay.
Condition code: IS *5 0043 | Conditions that affect the bill.
Covered days: NM | Days that are covered.
Non covered days: NM | Days that are not covered.
Value amount and code: UVC *8 0153 | Values that affect the bill.
Number of grace days: NM | Days granted after the need ended.
Special program indicator: CE 0348 | Programme the bill counts for.
PSRO/UR approval indicator: CE 0349 | Whether the stay was approved.
PSRO/UR approved stay - from: DT | First day approved.
PSRO/UR approved stay - to: DT | Last day approved.
Occurrence: OCD *5 0350 | Events that affect the bill.
Occurrence span: CE 0351 | Kind of span.
Occur span start date: DT | First day of the span.
Occur span end date: DT | Last day of the span.
UB-82 locator 2: ST | Box 2 of the form.
UB-82 locator 9: ST | Box 9 of the form.
UB-82 locator 27: ST | Box 27 of the form.
UB-82 locator 45: ST | Box 45 of the form.

# UB2 +2.3 Uniform billing 92 | Items of the old hospital bill form of 1992.
Set ID: SI | Counts the segments.
Co-insurance days: ST | Days with a share to pay.
Condition code: IS *7 0043 | Conditions that affect the bill.
Covered days: ST | Days that are covered.
Non-covered days: ST | Days that are not covered.
Value amount and code: UVC *12 0153 | Values that affect the bill.
Occurrence code and date: OCD *8 0350 | Events that affect the bill.
Occurrence span code/dates: OSP *2 0351 | Spans that affect the bill.
UB92 locator 2 (state): ST *2 | Box 2 of the form.
UB92 locator 11 (state): ST *2 | Box 11 of the form.
UB92 locator 31 (national): ST | Box 31 of the form.
Document control number: ST *3 | Number the payer gave the bill.
UB92 locator 49 (national): ST *23 | Box 49 of the form.
UB92 locator 56 (state): ST *5 | Box 56 of the form.
UB92 locator 57 (national): ST | Box 57 of the form.
UB92 locator 78 (state): ST *2 | Box 78 of the form.
Special visit count: NM | Number of special visits.
`;
