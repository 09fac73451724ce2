/** Segments of master files: the test catalogue, prices, payers, staff and places (HL7 v2.5.1 and v2.9 chapters 8, 15 and 17). Row format: see `rows.ts`. */
export const MASTER_SEGMENTS = `
# MFI Master file identification | Which master file the message carries and how to take it in.
Master file identifier: CE R 0175 | Which file this is, such as test batteries or charge items.
Master file application identifier: HD * @2.7 0361 | Application the file belongs to.
File-level event code: ID R 0178 | Whether the file replaces the old one or updates single records.
Entered date/time: TS | When the file was entered at the sender.
Effective date/time: TS | From when the file holds.
Response level code: ID R 0179 | For which records the sender wants an answer.

# MFE Master file entry | One record of the master file and what to do with it.
Record-level event code: ID R 0180 | Add, update, deactivate, reactivate or delete the record.
MFN control ID: ST C | Sender's number for this change; the answer repeats it.
Effective date/time: TS | From when the change holds.
Primary key value: varies R * 0608 | Key of the record, such as the test code.
Primary key value type: ID R * +2.3.1 0355 | Data type of the key.
Entered date/time: TS +2.6 | When the change was entered.
Entered by: XCN +2.6 | Who entered the change.

# MFA Master file acknowledgment | What became of one record of the master file.
Record-level event code: ID R 0180 | What was to be done with the record.
MFN control ID: ST C | Number of the change being answered.
Event completion date/time: TS | When the change was or will be made.
MFN record level error return: CE R 0181 | Whether the change worked, and if not why.
Primary key value: varies R * 0607 | Key of the record.
Primary key value type: ID R * +2.3.1 0355 | Data type of the key.

# OM1 General segment | One test or observation of the catalogue: codes, names, rules; the core of a compendium.
Sequence number - test/observation master file: NM R | Running number of the record in the message.
Producer's service/test/observation ID: CE R 0630 | Code and name by which the laboratory offers the test.
Permitted data types: ID * 0125 | Data types the result may have.
Specimen required: ID R 0136 | Whether the test needs a specimen.
Producer ID: CE R 0631 | Laboratory that offers the test.
Observation description: TX | What the test is, in words.
Other service/test/observation IDs for the observation: CE * @2.7 0632 | Further codes, such as LOINC or CPT.
Other names: ST R>O@2.7 * | Aliases people search for.
Preferred report name for the observation: ST | Name to print on reports.
Preferred short name or mnemonic for the observation: ST | Short name for narrow columns.
Preferred long name for the observation: ST | Full name of the test.
Orderability: ID 0136 | Whether the test can be ordered by itself.
Identity of instrument used to perform this study: CE * 0633 | Instrument that does the test.
Coded representation of method: CE * 0635 | Method as a code.
Portable device indicator: ID 0136 | Whether it can be done with a portable device.
Observation producing department/section: CE * 0636 | Department that does the test.
Telephone number of section: XTN | Phone of that department.
Nature of service/test/observation: IS R 0174 | Single test, panel, calculated value and so on.
Report subheader: CE 0637 | Heading under which it is reported.
Report display order: ST | Place in the order of display.
Date/time stamp for any change in definition for the observation: TS | When the definition was last changed.
Effective date/time of change: TS | From when the change holds.
Typical turn-around time: NM | Usual time to the result, in minutes.
Processing time: NM | Time the work itself takes, in minutes.
Processing priority: ID * 0168 | Priorities in which the test can be done.
Reporting priority: ID 0169 | How urgently results are reported.
Outside site(s) where observation may be performed: CE * 0638 | Other laboratories that may do the test.
Address of outside site(s): XAD * | Addresses of those laboratories.
Phone number of outside site: XTN | Phone of that laboratory.
Confidentiality code: CWE 0177 | How confidential results are.
Observations required to interpret the observation: CE * @2.7 0639 | Other facts the laboratory needs; older files list order questions here.
Interpretation of observations: TX | What results mean, in words.
Contraindications to observations: CE * @2.7 0640 | When the test should not be done.
Reflex tests/observations: CE * 0641 | Tests that may be added by the laboratory.
Rules that trigger reflex testing: TX * @2.7 | When those tests are added.
Fixed canned message: CE * @2.7 0643 | Fixed remarks that go with results.
Patient preparation: TX * @2.7 | What the patient must do before, such as fast.
Procedure medication: CE 0644 | Medication given for the test.
Factors that may affect the observation: TX | What can disturb the result.
Service/test/observation performance schedule: ST * | Days on which the test is done.
Description of test methods: TX | Method in words.
Kind of quantity observed: CE +2.3 0254 | What is measured, such as mass or count.
Point versus interval: CE +2.3 0255 | Whether one moment or a span of time is measured.
Challenge information: TX +2.3 0257 | What the patient is given before a challenge test.
Relationship modifier: CE +2.3 0258 | Whom the result is about, such as a donor.
Target anatomic site of test: CE +2.3 0645 | Body site that is examined.
Modality of imaging measurement: CE +2.3 0910 | Kind of imaging that is used.
Exclusive test: ID +2.7 0919 | Whether the test must be ordered on its own.
Diagnostic serv sect ID: ID +2.7 0074 | Laboratory section, such as chemistry.
Taxonomic classification code: CWE +2.7 0661 | Species the test is for.
Other names: ST * +2.8 | Aliases people search for; used instead of the older field.
Replacement producer's service/test/observation ID: CWE * +2.8 0646 | Test that takes the place of this one.
Prior results instructions: TX * +2.8 | Which earlier results to send along.
Special instructions: TX +2.8 | Anything else the orderer must know.
Test category: CWE * +2.8 | Group of the test in the catalogue.
Observation/identifier associated with producer's service/test/observation ID: CWE +2.8 0647 | Standard code that stands for the test.
Typical turn-around time: CQ +2.8 | Usual time to the result, with unit.
Gender restriction: CWE * +2.8 0001 | Sexes the test is limited to.
Age restriction: NR * +2.8 | Ages the test is limited to.

# OM2 Numeric observation | Units, ranges and limits of a numeric test.
Sequence number - test/observation master file: NM | Same number as in the test's general segment.
Units of measure: CE 0648 | Unit results are given in.
Range of decimal precision: NM * | Digits and decimals results have.
Corresponding SI units of measure: CE 0649 | Unit in the international system.
SI conversion factor: TX | How to get from one unit to the other.
Reference (normal) range for ordinal and continuous observations: RFR * | Normal values by sex and age.
Critical range for ordinal and continuous observations: RFR * | Values that need an urgent call.
Absolute range for ordinal and continuous observations: RFR | Values that are possible at all.
Delta check criteria: DLT * | When a change from the last value is suspicious.
Minimum meaningful increments: NM | Smallest step that means anything.

# OM3 Categorical service/test/observation | The answers a coded or text test can have.
Sequence number - test/observation master file: NM | Same number as in the test's general segment.
Preferred coding system: CE 0650 | Coding system results use.
Valid coded "answers": CE * @2.7 0652 | Answers that are allowed.
Normal text/codes for categorical observations: CE * 0654 | Answers that count as normal.
Abnormal text/codes for categorical observations: CE * 0655 | Answers that count as abnormal.
Critical text/codes for categorical observations: CE * 0656 | Answers that need an urgent call.
Value type: ID 0125 | Data type of the answer.

# OM4 Observations that require specimens | Which specimen, container and volume a test needs.
Sequence number - test/observation master file: NM | Same number as in the test's general segment.
Derived specimen: ID 0170 | Whether it is a parent or a child specimen.
Container description: TX * @2.7 | Tube to use.
Container volume: NM * @2.7 | Size of the tube.
Container units: CE * @2.7 0658 | Unit of the size.
Specimen: CE 0660 | Kind of specimen to send.
Additive: CWE 0371 | What the tube must hold.
Preparation: TX | What to do with the specimen before sending.
Special handling requirements: TX | How to keep and send it.
Normal collection volume: CQ | Volume to collect.
Minimum collection volume: CQ | Least volume that is enough.
Specimen requirements: TX | Further demands on the specimen.
Specimen priorities: ID * 0027 | Priorities that are allowed.
Specimen retention time: CQ | How long the specimen is kept.
Specimen handling code: CWE * +2.7 0376 | Handling as a code, such as frozen.
Specimen preference: ID +2.8 0920 | Whether this specimen is preferred or an alternate.
Preferred specimen/attribute sequence ID: NM +2.8 | Entry this one is an alternate to.
Taxonomic classification code: CWE * +2.8 0661 | Species the specimen comes from.

# OM5 Observation batteries (sets) | The members of a panel.
Sequence number - test/observation master file: NM | Same number as in the panel's general segment.
Test/observations included within an ordered test battery: CE * 0662 | Codes of the tests the panel holds.
Observation ID suffixes: ST | Endings that make member codes out of the panel's code.

# OM6 Observations that are calculated from other observations | How a calculated test is worked out.
Sequence number - test/observation master file: NM | Same number as in the test's general segment.
Derivation rule: TX | Formula or rule, in words.

# OM7 +2.4 Additional basic attributes | Further facts on a test: categories, consent, where it can be ordered.
Sequence number - test/observation master file: NM R | Same number as in the test's general segment.
Universal service identifier: CE R | The test that is meant.
Category identifier: CE * 0412 | Group of the test.
Category description: TX | That group in words.
Category synonym: ST * | Other names of the group.
Effective test/service start date/time: TS | From when the test is offered.
Effective test/service end date/time: TS | Until when the test is offered.
Test/service default duration quantity: NM | How long the service usually takes.
Test/service default duration units: CE 0663 | Unit of that time.
Test/service default frequency: IS 0335 | How often it is usually done.
Consent indicator: ID 0136 | Whether the patient must consent.
Consent identifier: CE 0413 | Kind of consent.
Consent effective start date/time: TS | From when consent is needed.
Consent effective end date/time: TS | Until when consent is needed.
Consent interval quantity: NM | How long a consent holds.
Consent interval units: CE 0414 | Unit of that time.
Consent waiting period quantity: NM | Time to wait after consent.
Consent waiting period units: CE 0414 | Unit of that time.
Effective date/time of change: TS | From when this record holds.
Entered by: XCN | Who entered the record.
Orderable-at location: PL * | Where the test can be ordered.
Formulary status: IS 0473 | Whether it is on the list of usual services.
Special order indicator: ID 0136 | Whether special rules apply to ordering.
Primary key value - CDM: CE * 0132 | Charge items of the test.

# OMC +2.8 Supporting clinical information | A question to ask when the test is ordered.
Sequence number - test/observation master file: NM | Same number as in the test's general segment.
Segment action code: ID C 0206 | Whether the question is added, changed or removed.
Segment unique key: EI C | Identifies the question for later changes.
Clinical information request: CWE R 0664 | The question itself.
Collection event/process step: CWE R * 0938 | When the question is asked, such as at ordering.
Communication location: CWE R 0939 | Where in the message the answer goes.
Answer required: ID 0136 | Whether the order may go without an answer.
Hint/help text: ST | Help for the person who answers.
Type of answer: ID 0125 | Data type of the answer.
Multiple answers allowed: ID 0136 | Whether more than one answer may be given.
Answer choices: CWE * C 0665 | Answers to choose from.
Character limit: NM | Longest answer that is allowed.
Number of decimals: NM | Decimals of a numeric answer.

# CDM +2.3 Charge description master | One item that can be charged.
Primary key value: CE R 0132 | Code of the charge item.
Charge code alias: CE * 0132 | Further codes of the item.
Charge description short: ST R | Short name on bills.
Charge description long: ST | Full name of the item.
Description override indicator: IS 0268 | Whether the name may be changed on entry.
Exploding charges: CE * 0132 | Items this one is made of.
Procedure code: CE>CNE@2.6 * 0088 | Billing procedure code, such as CPT.
Active/inactive flag: ID 0183 | Whether the item is in use.
Inventory number: CE * 0463 | Number in the stock system.
Resource load: NM | Share of resources the item takes.
Contract number: CX * | Contract the item is bought under.
Contract organization: XON * | Partner of that contract.
Room fee indicator: ID 0136 | Whether it is a room charge.

# PRC +2.3 Pricing | Price of a charge item, by site and patient class.
Primary key value: CE R 0132 | Code of the charge item.
Facility ID: CE * 0464 | Sites the price is for.
Department: CE * 0184 | Departments the price is for.
Valid patient classes: IS * 0004 | Patient classes the price is for.
Price: CP * C | The price, with currency and kind.
Formula: ST * | Rule for working the price out.
Minimum quantity: NM | Smallest quantity that is charged.
Maximum quantity: NM | Largest quantity that is charged.
Minimum price: MO | Lowest price charged.
Maximum price: MO | Highest price charged.
Effective start date: TS | From when the price holds.
Effective end date: TS | Until when the price holds.
Price override flag: IS 0268 | Whether the price may be changed on entry.
Billing category: CE * 0293 | Category on bills.
Chargeable flag: ID 0136 | Whether it is charged or only recorded.
Active/inactive flag: ID 0183 | Whether the price is in use.
Cost: MO | What the item costs the site.
Charge on indicator: IS 0269 | Charged when ordered or when done.

# PM1 +2.8 Payer master file | A payer and what it wants to see on a claim.
Health plan ID: CWE R 0072 | Health plan that is described.
Insurance company ID: CX R * | Company behind the plan.
Insurance company name: XON * | Name of the company.
Insurance company address: XAD * | Address of the company.
Insurance co contact person: XPN * | Person to talk to.
Insurance co phone number: XTN * | Phone of the company.
Group number: ST | Number of the insured group.
Group name: XON * | Name of the insured group.
Plan effective date: DT | From when the plan holds.
Plan expiration date: DT | Until when the plan holds.
Patient DOB required: ID 0136 | Whether the birth date must be sent.
Patient gender required: ID 0136 | Whether the sex must be sent.
Patient relationship required: ID 0136 | Whether the relation to the insured must be sent.
Patient signature required: ID 0136 | Whether a signature is needed.
Diagnosis required: ID 0136 | Whether a diagnosis must be sent.
Service required: ID 0136 | Whether the service must be sent.
Patient name required: ID 0136 | Whether the patient's name must be sent.
Patient address required: ID 0136 | Whether the patient's address must be sent.
Subscribers name required: ID 0136 | Whether the insured person's name must be sent.
Workman's comp indicator: ID 0136 | Whether the plan covers accidents at work.
Bill type required: ID 0136 | Whether the bill type must be sent.
Commercial carrier name and address required: ID 0136 | Whether the carrier's name and address must be sent.
Policy number pattern: ST | What policy numbers look like.
Group number pattern: ST | What group numbers look like.

# MCP +2.8 Master file coverage | A test the payer covers only under conditions.
Set ID: SI R | Counts the tests of one payer.
Producer's service/test/observation ID: CWE R | The test that is meant.
Universal service price range - low value: MO | Lowest price of the test.
Universal service price range - high value: MO | Highest price of the test.
Reason for universal service cost range: ST | Why the price varies.

# DPS +2.8 Diagnosis and procedure code | A diagnosis under which a procedure is covered.
Diagnosis code: CWE R 0051 | Diagnosis that supports the procedure.
Procedure code: CWE R * 0941 | Procedures it supports.
Effective date/time: TS | From when the rule holds.
Expiration date/time: TS | Until when the rule holds.
Type of limitation: CNE 0940 | Kind of limit, such as frequency.

# IIM +2.5 Inventory item master | A stock item and how much of it is there.
Primary key value: CWE R | Key of the stock item.
Service item code: CWE R | Code of the item or service.
Inventory lot number: ST | Lot of the item.
Inventory expiration date: TS | Until when it can be used.
Inventory manufacturer name: CWE | Who makes the item.
Inventory location: CWE | Where it is kept.
Inventory received date: TS | When it came in.
Inventory received quantity: NM | How much came in.
Inventory received quantity unit: CWE | Unit of that quantity.
Inventory received item cost: MO | What it cost.
Inventory on hand date: TS | When stock was last counted.
Inventory on hand quantity: NM | How much is there.
Inventory on hand quantity unit: CWE | Unit of that quantity.
Procedure code: CE>CNE@2.6 0088 | Billing procedure code of the item.
Procedure code modifier: CE>CNE@2.6 * 0340 | Modifiers to that code.

# LOC +2.3 Location identification | A place of the organisation: room, bed, clinic.
Primary key value: PL R | The place that is described.
Location description: ST | The place in words.
Location type: IS R * 0260 | Kind of place, such as room or bed.
Organization name: XON * | Organisation the place belongs to.
Location address: XAD * | Address of the place.
Location phone: XTN * | Phone at the place.
License number: CE * 0461 | Licences of the place.
Location equipment: IS * 0261 | Equipment at the place.
Location service code: IS +2.4 0442 | Service the place is for.

# LCH +2.3 Location characteristic | One property of a place.
Primary key value: PL R | The place that is described.
Segment action code: ID 0206 | Whether the property is added, changed or removed.
Segment unique key: EI | Identifies the property for later changes.
Location characteristic ID: CE R 0324 | Which property it is, such as smoking.
Location characteristic value: CE R | Value of the property.

# LRL +2.3 Location relationship | How a place relates to another place.
Primary key value: PL R | The place that is described.
Segment action code: ID 0206 | Whether the relation is added, changed or removed.
Segment unique key: EI | Identifies the relation for later changes.
Location relationship ID: CE R 0325 | Kind of relation, such as nearest laboratory.
Organizational location relationship value: XON * C | Organisation at the other end.
Patient location relationship value: PL C | Place at the other end.

# LDP +2.3 Location department | A department that uses a place.
Primary key value: PL R | The place that is described.
Location department: CE R 0264 | The department that is meant.
Location service: IS * 0069 | Services given there.
Specialty type: CE * 0265 | Specialties given there.
Valid patient classes: IS * 0004 | Patient classes treated there.
Active/inactive flag: ID 0183 | Whether it is in use.
Activation date: TS | From when it is in use.
Inactivation date: TS | Until when it is in use.
Inactivated reason: ST | Why it is out of use.
Visiting hours: VH * | When visitors may come.
Contact phone: XTN | Phone of the department.
Location cost center: CE +2.4 0462 | Cost centre that pays.

# LCC +2.3 Location charge code | What a department charges at a place.
Primary key value: PL R | The place that is described.
Location department: CE R 0264 | The department that is meant.
Accommodation type: CE * 0129 | Kind of room.
Charge code: CE R * 0132 | Charge items used there.

# STF Staff identification | A member of staff.
Primary key value: CE C | Key of the person.
Staff identifier list: CX * | Numbers of the person.
Staff name: XPN * | Name of the person.
Staff type: IS * 0182 | Kind of staff, such as nurse.
Administrative sex: IS 0001 | Sex of the person.
Date/time of birth: TS | Birth date of the person.
Active/inactive flag: ID 0183 | Whether the person is active.
Department: CE * C 0184 | Departments the person works in.
Hospital service: CE * 0069 | Services the person works for.
Phone: XTN * | Phones of the person.
Office/home address/birthplace: XAD * | Addresses of the person.
Institution activation date: DIN * 0537 | When the person started at each site.
Institution inactivation date: DIN * 0537 | When the person left each site.
Backup person ID: CE * | Who stands in.
E-mail address: ST * | E-mail of the person.
Preferred method of contact: CE +2.3 0185 | How to reach the person.
Marital status: CE +2.3 0002 | Marital status of the person.
Job title: ST +2.3 | Title of the job.
Job code/class: JCC +2.3 | Job as a code.
Employment status code: CE +2.3 0066 | Full-time, part-time and so on.
Additional insured on auto: ID +2.3 0136 | Whether the site is named on the car insurance.
Driver's license number - staff: DLN +2.3 | Driving licence of the person.
Copy auto ins: ID +2.3 0136 | Whether a copy of the car insurance is on file.
Auto ins. expires: DT +2.3 | When the car insurance ends.
Date last DMV review: DT +2.3 | When driving records were last checked.
Date next DMV review: DT +2.3 | When they are checked next.
Race: CE +2.4 0005 | Race of the person.
Ethnic group: CE +2.4 0189 | Ethnicity of the person.
Re-activation approval indicator: ID +2.4 0136 | Whether re-activation needs approval.
Citizenship: CE * +2.5 0171 | Country the person is a citizen of.
Death date and time: TS +2.5 | When the person died.
Death indicator: ID +2.5 0136 | Whether the person is dead.
Institution relationship type code: CWE +2.5 0538 | How the person is tied to the site.
Institution relationship period: DR +2.5 | When that tie holds.
Expected return date: DT +2.5 | When the person is due back.
Cost center code: CWE * +2.5 0539 | Cost centres that pay.
Generic classification indicator: ID +2.5 0136 | Whether the record stands for a group.
Inactive reason code: CWE +2.5 0540 | Why the person is inactive.

# PRA Practitioner detail | Facts on a member of staff who treats patients.
Primary key value: CE C | Key of the person.
Practitioner group: CE * 0358 | Group practice of the person.
Practitioner category: IS * 0186 | Kind of practitioner.
Provider billing: ID 0187 | How the person bills.
Specialty: SPD * 0337 | Medical specialties of the person.
Practitioner ID numbers: PLN * 0338 | Licence and other numbers.
Privileges: PIP * | What the person may do where.
Date entered practice: DT | When practice began.
Institution: CE +2.4 0537 | Site the record is for.
Date left practice: DT +2.4 | When practice ended.
Government reimbursement billing eligibility: CE * +2.4 0401 | State programmes the person may bill.
Set ID: SI C +2.5 | Counts the records of one person.

# ORG +2.4 Practitioner organization unit | A unit a practitioner belongs to.
Set ID: SI R | Counts the units listed.
Organization unit code: CE 0405 | The unit that is meant.
Organization unit type code: CE 0474 | Kind of unit.
Primary org unit indicator: ID 0136 | Whether it is the main unit.
Practitioner org unit identifier: CX | Person's number in that unit.
Health care provider type code: CE 0452 | Kind of provider.
Health care provider classification code: CE 0453 | Class of provider.
Health care provider area of specialization code: CE 0454 | Special field of the provider.
Effective date range: DR | When the person belongs to the unit.
Employment status code: CE 0066 | Full-time, part-time and so on.
Board approval indicator: ID 0136 | Whether the board approved.
Primary care physician indicator: ID 0136 | Whether the person is a primary care doctor.

# AFF +2.4 Professional affiliation | A professional body a practitioner belongs to.
Set ID: SI R | Counts the bodies listed.
Professional organization: XON R | The professional body.
Professional organization address: XAD | Address of the body.
Professional organization affiliation date range: DR * | When the person belonged to it.
Professional affiliation additional information: ST | Further words on it.

# LAN +2.4 Language detail | A language a practitioner speaks.
Set ID: SI R | Counts the languages listed.
Language code: CE R 0296 | The language that is meant.
Language ability code: CE * 0403 | Reads, writes or speaks it.
Language proficiency code: CE 0404 | How well the person knows it.

# EDU +2.4 Educational detail | A degree of a practitioner.
Set ID: SI R | Counts the degrees listed.
Academic degree: IS 0360 | The degree that was earned.
Academic degree program date range: DR | When the programme ran.
Academic degree program participation date range: DR | When the person took part.
Academic degree granted date: DT | When the degree was given.
School: XON | School that gave it.
School type code: CE 0402 | Kind of school.
School address: XAD | Address of the school.
Major field of study: CWE * | Field of study.

# CER +2.4 Certificate detail | A certificate or licence of a practitioner.
Set ID: SI R | Counts the certificates listed.
Serial number: ST | Number of the certificate.
Version: ST | Version of the certificate.
Granting authority: XON | Body that grants it.
Issuing authority: XCN | Person or office that issued it.
Signature of issuing authority: ED | Digital signature of the issuer.
Granting country: ID 0399 | Country that grants it.
Granting state/province: CWE 0347 | State that grants it.
Granting county/parish: CWE 0289 | County that grants it.
Certificate type: CWE | Kind of certificate.
Certificate domain: CWE | What the certificate is about.
Subject ID: ID>EI@2.7 | Number of the person certified.
Subject name: ST R | Name of the person certified.
Subject directory attribute extension: CWE * | Further facts about the person.
Subject public key info: CWE | Public key of the person.
Authority key identifier: CWE | Key of the issuer.
Basic constraint: ID 0136 | Whether the person may issue certificates too.
CRL distribution point: CWE * | Where revoked certificates are listed.
Jurisdiction country: ID 0399 | Country where it is valid.
Jurisdiction state/province: CWE 0347 | State where it is valid.
Jurisdiction county/parish: CWE 0289 | County where it is valid.
Jurisdiction breadth: CWE * 0547 | How far it is valid.
Granting date: TS | When it was granted.
Issuing date: TS | When it was issued.
Activation date: TS | From when it is valid.
Inactivation date: TS | From when it is not valid.
Expiration date: TS | When it runs out.
Renewal date: TS | When it must be renewed.
Revocation date: TS | When it was revoked.
Revocation reason code: CE | Why it was revoked.
Certificate status: CWE 0536 | State of the certificate.
`;
