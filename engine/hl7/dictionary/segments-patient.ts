/** Segments about the patient, the visit and the people around them (HL7 v2.5.1 and v2.9 chapters 3, 7, 11 and 15). Row format: see `rows.ts`. */
export const PATIENT_SEGMENTS = `
# PID Patient identification | Who the patient is: numbers, name, birth date, sex, address.
Set ID: SI | Counts the patients in one message; 1 for the first.
Patient ID: CX B -2.7 | Older place for an outside patient number; the identifier list replaced it.
Patient identifier list: CX R * | All numbers the patient is known by, each with who issued it and of which kind.
Alternate patient ID: CX * B -2.7 | Older place for further patient numbers.
Patient name: XPN R * | Legal name first; further repetitions hold other names.
Mother's maiden name: XPN * | Helps to tell patients of the same name apart.
Date/time of birth: TS | Birth date; results are judged by age, so laboratories need it.
Administrative sex: IS 0001 | Sex on record, which reference ranges often depend on.
Patient alias: XPN * B -2.7 | Older place for other names of the patient.
Race: CE * 0005 | Race as reported, for statistics and public health.
Patient address: XAD * | Where the patient lives or gets mail.
County code: IS B -2.7 0289 | County of residence; the address holds it now.
Phone number - home: XTN * O>B@2.7 | Private phone or e-mail.
Phone number - business: XTN * O>B@2.7 | Phone or e-mail at work.
Primary language: CE 0296 | Language the patient prefers to speak.
Marital status: CE 0002 | Whether the patient is married, single and so on.
Religion: CE 0006 | Religion, as far as the patient told it.
Patient account number: CX | Billing account the charges go to; often one per visit.
SSN number - patient: ST B -2.7 | United States social security number; the identifier list took its place.
Driver's license number - patient: DLN B +2.2 -2.7 | Driving licence; the identifier list took its place.
Mother's identifier: CX * +2.2 | Number of the mother, which links a newborn to her.
Ethnic group: CE * +2.2 0189 | Ethnicity as reported, for statistics and public health.
Birth place: ST +2.2 | Where the patient was born.
Multiple birth indicator: ID +2.2 0136 | Whether the patient is a twin, triplet and so on.
Birth order: NM +2.2 | Which of the twins or triplets this one is.
Citizenship: CE * +2.2 0171 | Country the patient is a citizen of.
Veterans military status: CE +2.2 0172 | Whether the patient served in the armed forces.
Nationality: CE B +2.3 -2.7 0212 | Older place for national origin.
Patient death date and time: TS +2.3 | When the patient died.
Patient death indicator: ID +2.3 0136 | Whether the patient is dead.
Identity unknown indicator: ID +2.4 0136 | Whether it is not known who the patient is.
Identity reliability code: IS * +2.4 0445 | How far the identity can be trusted, such as an invented name.
Last update date/time: TS +2.4 | When these facts were last changed.
Last update facility: HD +2.4 | Site that last changed these facts.
Species code: CE C +2.4 0446 | Species, when the patient is an animal.
Breed code: CE C +2.4 0447 | Breed of the animal.
Strain: ST +2.4 | Strain of a laboratory animal.
Production class code: CE +2.4 0429 | What the animal is kept for, such as milk or meat.
Tribal citizenship: CWE * +2.5 0171 | Tribe or nation the patient is a citizen of.
Patient telecommunication information: XTN * +2.7 | All phones and e-mail addresses of the patient in one place.

# ARV +2.8 Access restriction | Who may not see which of the patient's data.
Set ID: SI | Counts the restrictions listed.
Access restriction action code: CNE R 0206 | Whether the restriction is added, changed or removed.
Access restriction value: CWE R 0717 | What is restricted.
Access restriction reason: CWE * 0719 | Why it is restricted.
Special access restriction instructions: ST * | The restriction in words.
Access restriction date range: DR | From when to when it holds.

# PD1 +2.3 Patient additional demographic | Further facts about the patient that change more often.
Living dependency: IS * 0223 | Whom or what the patient depends on in daily life.
Living arrangement: IS 0220 | With whom the patient lives.
Patient primary facility: XON * | Practice or clinic that looks after the patient.
Patient primary care provider name and ID no.: XCN * B | General practitioner; role segments took its place.
Student indicator: IS 0231 | Whether the patient is a full-time or part-time student.
Handicap: IS 0295 | Kind of permanent handicap.
Living will code: IS 0315 | Whether a living will is on file.
Organ donor code: IS 0316 | Whether the patient wants to donate organs.
Separate bill: ID 0136 | Whether visits are billed apart from one another.
Duplicate patient: CX * | Other records that are known to be the same patient.
Publicity code: CE 0215 | How widely the stay may be made known.
Protection indicator: ID 0136 | Whether access to the record is restricted.
Protection indicator effective date: DT +2.3.1 | From when the protection indicator holds.
Place of worship: XON * +2.4 | Congregation the patient belongs to.
Advance directive code: CE * +2.4 0435 | What the patient wishes about treatment at the end of life.
Immunization registry status: IS +2.4 0441 | Whether the patient is active in the vaccination registry.
Immunization registry status effective date: DT +2.4 | From when the registry status holds.
Publicity code effective date: DT +2.4 | From when the publicity code holds.
Military branch: IS +2.4 0140 | Branch of the armed forces.
Military rank/grade: IS +2.4 0141 | Rank in the armed forces.
Military status: IS +2.4 0142 | Active, retired or deceased, for the armed forces.
Advance directive last verified date: DT +2.8 | When the advance directive was last confirmed.

# NK1 Next of kin / associated parties | A relative, contact or employer of the patient.
Set ID: SI R | Counts the contacts of one patient.
Name: XPN * | Name of the contact.
Relationship: CE 0063 | How the contact is related to the patient.
Address: XAD * | Address of the contact.
Phone number: XTN * O>B@2.7 | Private phone of the contact.
Business phone number: XTN * O>B@2.7 | Phone of the contact at work.
Contact role: CE +2.2 0131 | Why this person is listed, such as emergency contact.
Start date: DT +2.2 | From when the contact is valid.
End date: DT +2.2 | Until when the contact is valid.
Next of kin / associated parties job title: ST +2.2 | Title of the contact's job.
Next of kin / associated parties job code/class: JCC +2.2 0327 | Coded job of the contact.
Next of kin / associated parties employee number: CX +2.2 | Number the employer gave the contact.
Organization name: XON * +2.2 | Organisation, when the contact is not a person.
Marital status: CE +2.3 0002 | Marital status of the contact.
Administrative sex: IS +2.3 0001 | Sex of the contact.
Date/time of birth: TS +2.3 | Birth date of the contact.
Living dependency: IS * +2.3 0223 | Whom or what the contact depends on.
Ambulatory status: IS * +2.3 0009 | Limits on how the contact can move or act.
Citizenship: CE * +2.3 0171 | Country the contact is a citizen of.
Primary language: CE +2.3 0296 | Language the contact prefers.
Living arrangement: IS +2.3 0220 | With whom the contact lives.
Publicity code: CE +2.3 0215 | How widely facts about the contact may be known.
Protection indicator: ID +2.3 0136 | Whether facts about the contact are restricted.
Student indicator: IS +2.3 0231 | Whether the contact is a student.
Religion: CE +2.3 0006 | Religion of the contact.
Mother's maiden name: XPN * +2.3 | Maiden name of the contact's mother.
Nationality: CE +2.3 0212 | National origin of the contact.
Ethnic group: CE * +2.3 0189 | Ethnicity of the contact.
Contact reason: CE * +2.3 0222 | For what the contact should be called.
Contact person's name: XPN * +2.3 | Person to ask for, when the contact is an organisation.
Contact person's telephone number: XTN * +2.3 O>B@2.7 | Phone of that person.
Contact person's address: XAD * +2.3 | Address of that person.
Next of kin/associated party's identifiers: CX * +2.3 | Numbers the contact is known by.
Job status: IS +2.3 0311 | Kind of employment of the contact.
Race: CE * +2.3 0005 | Race of the contact.
Handicap: IS +2.3 0295 | Kind of permanent handicap of the contact.
Contact person social security number: ST +2.3 | Social security number of the contact.
Next of kin birth place: ST +2.5 | Where the contact was born.
VIP indicator: IS +2.5 0099 | Whether the contact needs special discretion.
Next of kin telecommunication information: XTN * +2.7 | All phones and e-mail addresses of the contact.
Contact person's telecommunication information: XTN * +2.7 | All phones and e-mail addresses of the contact's own contact person.

# PV1 Patient visit | The visit or stay an order belongs to: where, with whom, since when.
Set ID: SI | Counts the visits in one message; normally 1.
Patient class: IS R 0004 | Inpatient, outpatient, emergency and so on.
Assigned patient location: PL | Ward, room and bed, or the clinic the patient is at.
Admission type: IS 0007 | Circumstances of the admission, such as emergency or elective.
Preadmit number: CX | Account number given before admission.
Prior patient location: PL | Where the patient was before a transfer.
Attending doctor: XCN * 0010 | Doctor in charge of the patient during the visit.
Referring doctor: XCN * 0010 | Doctor who sent the patient.
Consulting doctor: XCN * B 0010 | Doctors asked for advice; role segments took its place.
Hospital service: IS 0069 | Service that treats the patient, such as surgery.
Temporary location: PL | Where the patient is for a short while, such as an operating room.
Preadmit test indicator: IS 0087 | Whether tests must be done before admission.
Re-admission indicator: IS 0092 | Whether the patient is being admitted again.
Admit source: IS 0023 | Where the patient was admitted from.
Ambulatory status: IS * 0009 | Limits on how the patient can move or act.
VIP indicator: IS 0099 | Whether the patient needs special discretion.
Admitting doctor: XCN * 0010 | Doctor who admitted the patient.
Patient type: IS 0018 | Local grouping of patients.
Visit number: CX | Number of this visit; ties orders and charges to it.
Financial class: FC * 0064 | Who is expected to pay, in broad terms.
Charge price indicator: IS 0032 | Which price list applies.
Courtesy code: IS 0045 | Whether billing courtesies apply.
Credit rating: IS 0046 | How credit-worthy the payer is.
Contract code: IS * 0044 | Contract on instalments with the patient.
Contract effective date: DT * | When the contract starts.
Contract amount: NM * | Amount to pay each period under the contract.
Contract period: NM * | How many months the contract runs.
Interest code: IS 0073 | Interest that is charged on open amounts.
Transfer to bad debt code: IS 0110 | Why the account was passed on as bad debt.
Transfer to bad debt date: DT | When the account became bad debt.
Bad debt agency code: IS 0021 | Agency that collects the bad debt.
Bad debt transfer amount: NM | Amount handed to the agency.
Bad debt recovery amount: NM | Amount the agency recovered.
Delete account indicator: IS 0111 | Why the account was deleted.
Delete account date: DT | When the account was deleted.
Discharge disposition: IS 0112 | Where the patient went after the visit.
Discharged to location: DLD 0113 | Institution the patient was discharged to.
Diet type: CE 0114 | Diet the patient is on.
Servicing facility: IS 0115 | Which site of the enterprise serves the visit.
Bed status: IS B 0116 | State of the bed, such as occupied or closed.
Account status: IS 0117 | State of the billing account.
Pending location: PL | Where the patient will be moved to.
Prior temporary location: PL | Temporary place the patient was at before.
Admit date/time: TS | When the visit began.
Discharge date/time: TS * | When the visit ended.
Current patient balance: NM | Amount still open for the visit.
Total charges: NM | Sum charged for the visit.
Total adjustments: NM | Sum of corrections to the charges.
Total payments: NM | Sum paid for the visit.
Alternate visit ID: CX +2.2 0203 | A further number of the visit.
Visit indicator: IS +2.3 0326 | Whether the data are about the account or the visit.
Other healthcare provider: XCN * B +2.3 0010 | Further providers; role segments took its place.
Service episode description: ST +2.8 | Words for the episode of care the visit belongs to.
Service episode identifier: CX +2.8 | Number of the episode of care the visit belongs to.

# PV2 +2.2 Patient visit - additional information | Further facts about the visit that few laboratories need.
Prior pending location: PL C | Place of a transfer that was called off.
Accommodation code: CE 0129 | Kind of room given to the patient.
Admit reason: CE | Why the patient was admitted.
Transfer reason: CE | Why the patient was moved.
Patient valuables: ST * | Belongings that were handed in.
Patient valuables location: ST | Where the belongings are kept.
Visit user code: IS * 0130 | Local grouping of visits.
Expected admit date/time: TS | When the patient is expected to come.
Expected discharge date/time: TS | When the patient is expected to leave.
Estimated length of inpatient stay: NM | Days the stay is expected to take.
Actual length of inpatient stay: NM | Days the stay really took.
Visit description: ST | Short words about the visit.
Referral source code: XCN * | Who referred the patient for this visit.
Previous service date: DT | When the patient was last served for this condition.
Employment illness related indicator: ID 0136 | Whether the illness has to do with work.
Purge status code: IS 0213 | Whether the visit may be removed from the system.
Purge status date: DT | When the visit is due for removal.
Special program code: IS 0214 | Health programme the visit counts for.
Retention indicator: ID 0136 | Whether the visit record must be kept.
Expected number of insurance plans: NM | How many plans may cover the visit.
Visit publicity code: IS 0215 | How widely the visit may be made known.
Visit protection indicator: ID 0136 | Whether access to the visit is restricted.
Clinic organization name: XON * | Clinic where the visit takes place.
Patient status code: IS 0216 | State of the visit, such as active or discharged.
Visit priority code: IS 0217 | How urgent the visit is.
Previous treatment date: DT | When the patient was last treated.
Expected discharge disposition: IS 0112 | Where the patient is expected to go afterwards.
Signature on file date: DT | When the signature for billing was obtained.
First similar illness date: DT | When the patient first had this illness.
Patient charge adjustment code: CE 0218 | How charges to the patient are adjusted.
Recurring service code: IS 0219 | Whether the treatment comes in a series.
Billing media code: ID 0136 | Whether the account is billed electronically.
Expected surgery date and time: TS | When surgery is planned.
Military partnership code: ID 0136 | Whether a military partnership agreement covers the visit.
Military non-availability code: ID 0136 | Whether leave to use a civil hospital was granted.
Newborn baby indicator: ID 0136 | Whether the patient is a newborn.
Baby detained indicator: ID 0136 | Whether the baby stays after the mother has left.
Mode of arrival code: CE +2.4 0430 | How the patient came, such as by ambulance.
Recreational drug use code: CE * +2.4 0431 | Drugs the patient uses.
Admission level of care code: CE +2.4 0432 | How acute the patient was on admission.
Precaution code: CE * +2.4 0433 | Precautions staff must take with the patient.
Patient condition code: CE +2.4 0434 | Present state, such as stable or critical.
Living will code: IS +2.4 0315 | Whether a living will is on file.
Organ donor code: IS +2.4 0316 | Whether the patient wants to donate organs.
Advance directive code: CE * +2.4 0435 | What the patient wishes about treatment at the end of life.
Patient status effective date: DT +2.4 | From when the patient status holds.
Expected LOA return date/time: TS C +2.4 | When the patient is due back from leave.
Expected pre-admission testing date/time: TS +2.4 | When tests before admission are planned.
Notify clergy code: IS * +2.4 0534 | Whether clergy should be told of the visit.
Advance directive last verified date: DT +2.8 | When the advance directive was last confirmed.

# AL1 Patient allergy information | One allergy of the patient.
Set ID: SI R | Counts the allergies listed.
Allergen type code: CE 0127 | Kind of allergy, such as drug or food.
Allergen code/mnemonic/description: CE R | The substance the patient is allergic to.
Allergy severity code: CE 0128 | How severe the allergy is.
Allergy reaction code: ST * | What happens when the patient is exposed.
Identification date: DT B +2.2 | When the allergy was found.

# IAM +2.4 Patient adverse reaction information | One allergy or intolerance, with an identifier so that it can be changed later.
Set ID: SI R | Counts the entries listed.
Allergen type code: CE 0127 | Kind of allergy, such as drug or food.
Allergen code/mnemonic/description: CE R | The substance the patient reacts to.
Allergy severity code: CE 0128 | How severe the reaction is.
Allergy reaction code: ST * | What happens when the patient is exposed.
Allergy action code: CNE R 0323 | Whether the entry is added, changed or removed.
Allergy unique identifier: EI C | Identifies the entry for later changes.
Action reason: ST | Why the entry is changed.
Sensitivity to causative agent code: CE 0436 | Allergy, intolerance, side effect and so on.
Allergen group code/mnemonic/description: CE | Group the substance belongs to.
Onset date: DT | When the first reaction was noticed.
Onset date text: ST | The onset in words, when the date is not exact.
Reported date/time: TS | When the reaction was reported.
Reported by: XPN | Who reported the reaction.
Relationship to patient code: CE 0063 | How the reporter is related to the patient.
Alert device code: CE 0437 | Bracelet or card that warns of the allergy.
Allergy clinical status code: CE 0438 | Whether the allergy is confirmed, suspected and so on.
Statused by person: XCN | Person who set the status.
Statused by organization: XON | Organisation that set the status.
Statused at date/time: TS | When the status was set.

# MRG Merge patient information | The number that disappears when two patient records are joined.
Prior patient identifier list: CX R * | Numbers of the record that is given up.
Prior alternate patient ID: CX * B | Further numbers of the record that is given up.
Prior patient account number: CX | Account that is merged into another.
Prior patient ID: CX B +2.2 | Older place for the number that is given up.
Prior visit number: CX +2.3 | Visit that is merged into another.
Prior alternate visit ID: CX +2.3 | Further number of that visit.
Prior patient name: XPN * +2.3.1 | Name on the record that is given up.

# ROL +2.3 Role | A person who plays a part in the care, such as the primary care doctor.
Role instance ID: EI C | Identifies this role of this person for later changes.
Action code: ID R 0287 | Whether the role is added, changed or removed.
Role: CE R 0443 | What part the person plays.
Role person: XCN R * | The person who plays the part.
Role begin date/time: TS | From when the person plays it.
Role end date/time: TS | Until when the person plays it.
Role duration: CE | How long the role lasts, in words.
Role action reason: CE | Why the role is assigned or changed.
Provider type: CE * +2.4 | Kind of provider, such as physician or nurse.
Organization unit type: CE +2.4 0406 | Kind of place the person works in, such as hospital or office.
Office/home address/birthplace: XAD * +2.4 | Address of the person.
Phone: XTN * +2.4 | Phone or e-mail of the person.
Person's location: PL +2.6 | Where in the organisation the person is found.
Organization: XON +2.6 | Organisation the person acts for.

# PRT +2.7 Participation information | Who or what takes part in the segment before it: person, organisation, place or device.
Participation instance ID: EI C | Identifies the participation for later changes.
Action code: ID R 0287 | Whether the participation is added, changed, removed or unchanged.
Action reason: CWE | Why the participation is changed.
Role of participation: CWE R 0912 | What part is played, such as ordering provider or results copy recipient.
Person: XCN * C | The person who takes part.
Person provider type: CWE C | Kind of provider the person is.
Organization unit type: CWE C 0406 | Kind of unit the person takes part for.
Organization: XON * C | The organisation that takes part.
Location: PL * C | The place that is involved.
Device: EI * C | The device that is involved.
Begin date/time (arrival time): TS | When the participation began.
End date/time (departure time): TS | When the participation ended.
Qualitative duration: CWE | How long the participation lasts, in words.
Address: XAD * | Address of the participant.
Telecommunication address: XTN * | Phone or e-mail of the participant.
UDI device identifier: EI +2.8.2 | Device identifier part of the unique device identification.
Device manufacture date: TS +2.8.2 | When the device was made.
Device expiry date: TS +2.8.2 | Until when the device may be used.
Device lot number: ST +2.8.2 | Lot the device belongs to.
Device serial number: ST +2.8.2 | Serial number of the device.
Device donation identification: EI +2.8.2 | Donation number, for devices of human origin.
Device type: CNE C +2.9 0961 | Kind of device that takes part.
Preferred method of contact: CWE +2.9 0185 | How the participant likes to be reached.
Contact identifiers: PLN * +2.9 0338 | Licence and other numbers of the participant.

# DB1 +2.3 Disability | A disability of the patient or another person named in the message.
Set ID: SI R | Counts the disabilities listed.
Disabled person code: IS 0334 | Whose disability it is: patient, guarantor and so on.
Disabled person identifier: CX * | Numbers of the disabled person.
Disabled indicator: ID 0136 | Whether the person is disabled.
Disability start date: DT | When the disability began.
Disability end date: DT | When the disability ended.
Disability return to work date: DT | When the person may work again.
Disability unable to work date: DT | Since when the person cannot work.

# NPU Bed status update | Tells that the state of a bed has changed.
Bed location: PL R | The bed that is meant.
Bed status: IS 0116 | Its new state, such as clean or occupied.

# PDA +2.4 Patient death and autopsy | Facts about the patient's death.
Death cause code: CE * | Cause or causes of death.
Death location: PL | Where the patient died.
Death certified indicator: ID 0136 | Whether a death certificate exists.
Death certificate signed date/time: TS | When the certificate was signed.
Death certified by: XCN | Who signed the certificate.
Autopsy indicator: ID 0136 | Whether an autopsy is done.
Autopsy start and end date/time: DR | When the autopsy took place.
Autopsy performed by: XCN | Who did the autopsy.
Coroner indicator: ID 0136 | Whether the coroner has the case.

# PRD +2.3 Provider data | A provider concerned with a referral, with address and numbers.
Provider role: CE R * 0286 | What part the provider plays, such as referring or consulting.
Provider name: XPN * | Name of the provider.
Provider address: XAD * | Address of the provider.
Provider location: PL | Where in an organisation the provider works.
Provider communication information: XTN * | Phone, fax or e-mail of the provider.
Preferred method of contact: CE 0185 | How the provider likes to be reached.
Provider identifiers: PLN * 0338 | Licence and other numbers of the provider.
Effective start date of provider role: TS | From when the provider plays the part.
Effective end date of provider role: TS | Until when the provider plays the part.
Provider organization name and identifier: XON +2.7 | Organisation the provider acts for.
Provider organization address: XAD * +2.7 | Addresses of that organisation.
Provider organization location information: PL * +2.7 | Places of that organisation.
Provider organization communication information: XTN * +2.7 | Phones and e-mail of that organisation.
Provider organization method of contact: CWE +2.7 0185 | How that organisation likes to be reached.

# CTD +2.3 Contact data | Whom to contact about the order, for instance with a critical result.
Contact role: CE R * 0131 | What part the contact plays.
Contact name: XPN * | Name of the contact.
Contact address: XAD * | Address of the contact.
Contact location: PL | Where in an organisation the contact is found.
Contact communication information: XTN * | Phone, fax or e-mail of the contact.
Preferred method of contact: CE 0185 | How the contact likes to be reached.
Contact identifiers: PLN * 0338 | Licence and other numbers of the contact.

# RF1 +2.3 Referral information | A referral of the patient to another provider.
Referral status: CE 0283 | Whether the referral is accepted, pending, rejected and so on.
Referral priority: CE 0280 | How urgent the referral is.
Referral type: CE 0281 | Kind of service asked for, such as laboratory or consult.
Referral disposition: CE * 0282 | What is asked of the provider, such as a second opinion.
Referral category: CE 0284 | Inpatient, outpatient or emergency.
Originating referral identifier: EI R | Number the referring side gave the referral.
Effective date: TS | From when the referral is valid.
Expiration date: TS | Until when the referral is valid.
Process date: TS | When the referral was made.
Referral reason: CE * 0336 | Why the patient is referred.
External referral identifier: EI * | Number the receiving side gave the referral.

# AUT +2.3 Authorization information | A payer's permission for a service.
Authorizing payor, plan ID: CE 0072 | Health plan that gives permission.
Authorizing payor, company ID: CE R 0285 | Company that gives permission.
Authorizing payor, company name: ST | Name of that company.
Authorization effective date: TS | From when the permission holds.
Authorization expiration date: TS | Until when the permission holds.
Authorization identifier: EI C | Number of the permission.
Reimbursement limit: CP | Highest amount that is paid.
Requested number of treatments: NM | How many services were asked for.
Authorized number of treatments: NM | How many services were allowed.
Process date: TS | When the permission was given.
`;
