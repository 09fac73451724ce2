/** Segments of orders, results and specimens (HL7 v2.5.1 and v2.9 chapters 4, 7 and 13). Row format: see `rows.ts`. */
export const ORDER_SEGMENTS = `
# ORC Common order | What is to be done with an order: place it, cancel it, report on it; followed by its details.
Order control: ID (2) R 0119 | What this message does to the order, such as new, cancel or results follow.
Placer order number: EI C | Number the ordering system gave the order.
Filler order number: EI C | Number the laboratory gave the order.
Placer group number: EI | Ties together orders placed at the same time; often the requisition number.
Order status: ID 0038 | How far the order has come.
Response flag: ID (1) 0121 | How much detail the orderer wants in the reply.
Quantity/timing: TQ * B -2.7 | How often and when, before TQ1 existed; its sixth component was the priority.
Parent order: EIP * @2.8.2 C | Order this one was derived from, such as a culture that led to a susceptibility test.
Date/time of transaction: TS | When the order was placed or its state changed.
Entered by: XCN * O>B@2.7 -2.9 | Person who keyed the order.
Verified by: XCN * O>B@2.7 -2.9 | Person who checked the order, such as a nurse.
Ordering provider: XCN * O>B@2.7 -2.9 | Clinician responsible for the order; results go back here.
Enterer's location: PL | Where the order was keyed.
Call back phone number: XTN *2 | Phone for questions about the order.
Order effective date/time: TS | From when the request is in force.
Order control code reason: CE 0949 | Why the order is placed, cancelled or changed.
Entering organization: CE O>B@2.7 -2.9 0666 | Organisation of the person who keyed the order.
Entering device: CE O>B@2.7 -2.9 0668 | Terminal or device the order was keyed on.
Action by: XCN * O>B@2.7 -2.9 | Person who started the event this message tells of.
Advanced beneficiary notice code: CE +2.3.1 0339 | Whether the patient accepted to pay if insurance does not.
Ordering facility name: XON * O>B@2.7 +2.3.1 -2.9 | Practice or hospital that orders.
Ordering facility address: XAD * O>B@2.7 +2.3.1 -2.9 | Address of the ordering facility.
Ordering facility phone number: XTN * O>B@2.7 +2.3.1 -2.9 | Phone of the ordering facility.
Ordering provider address: XAD * O>B@2.7 +2.3.1 -2.9 | Address of the ordering clinician.
Order status modifier: CWE +2.4 0950 | Further detail to the order status.
Advanced beneficiary notice override reason: CWE C +2.5 0552 | Why no notice was signed although one was needed.
Filler's expected availability date/time: TS +2.5 | When the laboratory expects to have the result.
Confidentiality code: CWE +2.5 0177 | How confidential the order is.
Order type: CWE +2.5 0482 | Whether the order is for an inpatient or an outpatient.
Enterer authorization mode: CNE +2.5 0483 | How the order was authorised, such as by phone.
Parent universal service identifier: CWE O>B@2.7 +2.5.1 -2.9 | Test of the parent order.
Advanced beneficiary notice date: DT +2.8 | When the patient signed the notice.
Alternate placer order number: CX * +2.8 | A further number for the order, from another system.
Order workflow profile: CWE * +2.8.2 0934 | Agreed way of working that the order follows.
Action code: ID +2.9 0206 | Whether the order is added, changed or removed.
Order status date range: DR +2.9 | From when to when the order status holds.
Order creation date/time: TS +2.9 | When the order was first made.
Filler order group number: EI +2.9 | Number the laboratory gave the group of orders.

# OBR Observation request | One test or panel that is ordered or reported, with its specimen times and result status.
Set ID: SI | Counts the tests in the message.
Placer order number: EI C | Number the ordering system gave this test; same as in ORC.
Filler order number: EI C | Number the laboratory gave this test, often built on the accession number.
Universal service identifier: CE R 0612 | The test or panel that is ordered or reported.
Priority: ID B -2.7 0027 | Old place for the priority; TQ1 holds it now, yet many still send it here.
Requested date/time: TS B -2.7 | Old place for when the test was wanted.
Observation date/time: TS C | When the specimen was collected, or the observation made.
Observation end date/time: TS | When a timed collection ended.
Collection volume: CQ | How much specimen was collected.
Collector identifier: XCN * | Person who collected the specimen.
Specimen action code: ID (1) 0065 | What to do about the specimen, such as lab collects or add to an earlier one.
Danger code: CE 0613 | Known danger from the patient or specimen, such as an infection.
Relevant clinical information: ST>CWE@2.8 * @2.9 0916 | Diagnosis or remarks that help to judge the result.
Specimen received date/time: TS C>B@2.5 -2.9 | When the laboratory took in the specimen.
Specimen source: SPS B -2.7 | Kind and site of the specimen before SPM existed; older feeds still use it.
Ordering provider: XCN * O>B@2.7 -2.9 | Clinician who ordered; same as in ORC.
Order callback phone number: XTN *2 | Phone for questions or urgent results.
Placer field 1: ST | For the orderer's own use; the laboratory sends it back as it came.
Placer field 2: ST | For the orderer's own use; the laboratory sends it back as it came.
Filler field 1: ST | For the laboratory's own use.
Filler field 2: ST | For the laboratory's own use.
Results rpt/status chng - date/time: TS C | When the results were reported or their status changed.
Charge to practice: MOC | What the test costs the ordering practice.
Diagnostic serv sect ID: ID 0074 | Section of the laboratory that does the test, such as haematology.
Result status: ID (1) C 0123 | State of the whole test: preliminary, final, corrected and so on.
Parent result: PRL C | The result that led to this test, for instance the organism found in a culture.
Quantity/timing: TQ * B -2.7 | How often and when, before TQ1 existed; its sixth component was the priority.
Result copies to: XCN * O>B@2.7 -2.9 | Others who should get the results.
Parent: EIP C | Order numbers of the parent test.
Transportation mode: ID 0124 | How the patient gets to the examination.
Reason for study: CE * 0951 | Why the test is ordered.
Principal result interpreter: NDL O>B@2.7 -2.9 | Doctor who interpreted the result.
Assistant result interpreter: NDL * O>B@2.7 -2.9 | Doctor who helped to interpret it.
Technician: NDL * O>B@2.7 -2.9 | Person who did the test.
Transcriptionist: NDL * O>B@2.7 -2.9 | Person who typed the report.
Scheduled date/time: TS | When the test is planned.
Number of sample containers: NM +2.3 | How many tubes belong to the test.
Transport logistics of collected sample: CE * +2.3 0614 | How the specimen gets to the laboratory.
Collector's comment: CE * +2.3 0619 | Remarks of the person who collected the specimen.
Transport arrangement responsibility: CE +2.3 0620 | Who must arrange transport.
Transport arranged: ID +2.3 0224 | Whether transport is arranged.
Escort required: ID +2.3 0225 | Whether the patient needs somebody along.
Planned patient transport comment: CE * +2.3 0621 | Remarks on how to move the patient.
Procedure code: CE>CNE@2.6 +2.3.1 0088 | Billing procedure code, such as CPT.
Procedure code modifier: CE>CNE@2.6 * +2.3.1 0340 | Modifiers to the billing procedure code.
Placer supplemental service information: CE * +2.4 0411 | Further wishes of the orderer about the test.
Filler supplemental service information: CE * +2.4 0411 | Further facts from the laboratory about the test.
Medically necessary duplicate procedure reason: CWE C +2.5 0476 | Why a repeated procedure was necessary.
Result handling: IS +2.5 0507 | Special handling of results, such as film with patient.
Parent universal service identifier: CWE O>B@2.7 +2.5.1 -2.9 | Test of the parent order.
Observation group ID: EI +2.8 | Number of this group of results.
Parent observation group ID: EI +2.8 | Number of the group of results that led to this one.
Alternate placer order number: CX * +2.8 | A further number for the order, from another system.
Parent order: EIP * +2.8.2 | Order this one was derived from.
Action code: ID +2.9 0206 | Whether the test is added, changed or removed.

# OBX Observation/result | One observation: what was measured, its value, units, range, flags and status.
Set ID: SI | Counts the observations under one test.
Value type: ID C 0125 | Data type of the value, such as number, text or code.
Observation identifier: CE R 0622 | What was observed, ideally with a LOINC code beside the local one.
Observation sub-ID: ST>OG@2.8.2 C | Groups or tells apart observations with the same identifier, such as two organisms.
Observation value: varies * C | The result itself, in the data type the value type names.
Units: CE 0623 | Unit of a numeric value, ideally UCUM.
Reference range: ST | What is normal for this patient, as text.
Abnormal flags>Interpretation codes@2.7: IS * @2.3.1 0078 | How the value compares with normal, such as high, critical or resistant.
Probability: NM | How likely the result is, from 0 to 1.
Nature of abnormal test: ID * @2.4 0080 | On what the range depends, such as age or sex.
Observation result status: ID (1) R 0085 | State of this one value: preliminary, final, corrected and so on.
Effective date of reference range: TS | From when the reference range has been in use.
User defined access checks: ST | Local rule about who may see the value.
Date/time of the observation: TS +2.2 | When the value was true for the patient; usually the collection time.
Producer's ID: CE +2.2 0624 | Laboratory that made the result, when it is not the sender.
Responsible observer: XCN * +2.2 | Person who made or verified the result.
Observation method: CE * +2.2 0626 | Method used, when the identifier does not say it.
Equipment instance identifier: EI * +2.4 | Instrument that made the result.
Date/time of the analysis: TS +2.4 | When the instrument made the result.
Observation site: varies>CWE@2.6 * @2.6 +2.5.1 0163 | Body site that was observed; reserved in 2.5.1.
Observation instance identifier: varies>EI@2.6 +2.5.1 | Number of this very result; reserved in 2.5.1.
Mood code: varies>CNE@2.6 +2.5.1 0725 | Whether this is a result, a wish or a plan; reserved in 2.5.1.
Performing organization name: XON +2.5.1 | Laboratory that did the test; United States rules ask for it on reports.
Performing organization address: XAD +2.5.1 | Address of the laboratory that did the test.
Performing organization medical director: XCN +2.5.1 | Director of the laboratory that did the test.
Patient results release category: ID +2.8 0909 | How and when the patient may see the result.
Root cause: CWE +2.8 0914 | Why the result was corrected.
Local process control: CWE * +2.8 0915 | Local state of work on the result.
Observation type: ID +2.8.2 0936 | Whether this is a result, an answer to an order question and so on.
Observation sub-type: ID +2.8.2 0937 | Finer kind of observation.
Action code: ID +2.9 0206 | Whether the result is added, changed or removed.
Observation value absent reason: CWE * +2.9 0960 | Why there is no value.
Observation related specimen identifier: EIP * +2.9 | Specimen this very result came from.

# TQ1 +2.5 Timing/quantity | When, how often and how urgently the order is to be done.
Set ID: SI | Counts the timings of one order.
Quantity: CQ | How much to do or give at each time.
Repeat pattern: RPT * 0335 | How often the order is repeated.
Explicit time: TM * | Clock times at which to do it.
Relative time and units: CQ * | Interval between repetitions.
Service duration: CQ | How long each service lasts.
Start date/time: TS | When the order is to begin.
End date/time: TS | When the order is to end.
Priority: CWE * 0485 | How urgent the order is, such as stat or routine.
Condition text: TX | Under which condition to do it, in words.
Text instruction: TX | How to do it, in words.
Conjunction: ID C>O@2.6 0472 | How this timing is joined to the next one.
Occurrence duration: CQ | How long one occurrence takes.
Total occurrences: NM | How many times in all.

# TQ2 +2.5 Timing/quantity relationship | Ties the timing of one order to another order.
Set ID: SI | Counts the relations of one order.
Sequence/results flag: ID 0503 | Kind of relation: sequence, cycle or reserved.
Related placer number: EI * C | Orderer's numbers of the related orders.
Related filler number: EI * C | Laboratory's numbers of the related orders.
Related placer group number: EI * C | Group numbers of the related orders.
Sequence condition code: ID C 0504 | How start or end of the orders hang together.
Cyclic entry/exit indicator: ID C 0505 | Whether this order is the first or last of a cycle.
Sequence condition time interval: CQ | Time between the related events.
Cyclic group maximum number of repeats: NM | How many times the cycle runs at most.
Special service request relationship: ID C 0506 | How the service relates to another service.

# SPM +2.5 Specimen | One specimen: what it is, where and when it was taken, and its condition.
Set ID: SI | Counts the specimens of one order.
Specimen ID: EIP | Numbers of the specimen from orderer and laboratory.
Specimen parent IDs: EIP * | Specimens this one was taken from, such as an aliquot's tube.
Specimen type: CWE R 0487 | What the specimen is, such as serum or urine.
Specimen type modifier: CWE * C 0541 | Further detail to the type.
Specimen additives: CWE * 0371 | What was added, such as EDTA.
Specimen collection method: CWE 0488 | How it was collected, such as venipuncture.
Specimen source site: CWE 0784 | Body site it was taken from.
Specimen source site modifier: CWE * C 0542 | Further detail to the site, such as left.
Specimen collection site: CWE 0543 | Site of collection when it differs, such as a line.
Specimen role: CWE * 0369 | Patient sample, quality control, calibrator and so on.
Specimen collection amount: CQ | How much was collected.
Grouped specimen count: NM C | How many specimens were pooled.
Specimen description: ST * | The specimen in words.
Specimen handling code: CWE * 0376 | How to keep it, such as frozen or away from light.
Specimen risk code: CWE * 0489 | Known danger, such as infectious.
Specimen collection date/time: DR | When it was collected; start and end for timed collections.
Specimen received date/time: TS | When the laboratory took it in.
Specimen expiration date/time: TS | Until when it can be used.
Specimen availability: ID 0136 | Whether it can still be used for tests.
Specimen reject reason: CWE * 0490 | Why the laboratory refused it.
Specimen quality: CWE 0491 | How good the specimen is.
Specimen appropriateness: CWE 0492 | Whether it suits the test.
Specimen condition: CWE * 0493 | State on arrival, such as haemolysed or clotted.
Specimen current quantity: CQ | How much is left.
Number of specimen containers: NM | How many tubes it is in.
Container type: CWE 0785 | Kind of container it is in.
Container condition: CWE 0544 | State of the container, such as leaking.
Specimen child role: CWE 0494 | How it was derived from its parent, such as aliquot.
Accession ID: CX * +2.7 | Laboratory's accession numbers for it.
Other specimen ID: CX * +2.7 | Further numbers of the specimen.
Shipment ID: EI +2.8 | Shipment it travels in.
Culture start date/time: TS +2.9 | When a culture from it was begun.
Culture final date/time: TS +2.9 | When the culture was declared final.
Action code: ID +2.9 0206 | Whether the specimen is added, changed or removed.

# SAC +2.4 Specimen container detail | One tube: its numbers, place, volumes and condition, mostly for automation.
External accession identifier: EI | Accession number another laboratory gave.
Accession identifier: EI | Accession number of this laboratory.
Container identifier: EI C | Number on the tube's label.
Primary (parent) container identifier: EI C | Tube this one was filled from.
Equipment container identifier: EI C | Number the instrument uses for the tube.
Specimen source: SPS C>B@2.6 -2.7 | Kind of specimen before SPM existed.
Registration date/time: TS | When the tube was last registered on the system.
Container status: CE 0370 | State of the tube, such as in process.
Carrier type: CE 0378 | Kind of carrier the tube stands in.
Carrier identifier: EI | Number of the carrier.
Position in carrier: NA | Place of the tube in the carrier.
Tray type: CE 0379 | Kind of tray the carrier stands in.
Tray identifier: EI | Number of the tray.
Position in tray: NA | Place of the carrier in the tray.
Location: CE * 0774 | Where in the laboratory the tube is.
Container height: NM | Height of the tube.
Container diameter: NM | Diameter of the tube.
Barrier delta: NM | Distance from top to the separator.
Bottom delta: NM | Distance from bottom to the inner bottom.
Container height/diameter/delta units: CE 0775 | Unit of these lengths.
Container volume: NM | How much the tube can hold.
Available specimen volume: NM | How much specimen is left.
Initial specimen volume: NM | How much specimen was there at first.
Volume units: CE 0777 | Unit of these volumes.
Separator type: CE 0380 | Kind of separator, such as gel.
Cap type: CE 0381 | Kind of cap.
Additive: CWE * 0371 | What is in the tube, such as citrate.
Specimen component: CE 0372 | Part of the specimen in this tube, such as plasma.
Dilution factor: SN | How far the specimen is already diluted.
Treatment: CE 0373 | How the specimen was treated before.
Temperature: SN | Temperature of the specimen.
Hemolysis index: NM | How haemolysed the specimen is.
Hemolysis index units: CE 0779 | Unit of the haemolysis index.
Lipemia index: NM | How lipaemic the specimen is.
Lipemia index units: CE 0780 | Unit of the lipaemia index.
Icterus index: NM | How icteric the specimen is.
Icterus index units: CE 0781 | Unit of the icterus index.
Fibrin index: NM | How much fibrin is in the specimen.
Fibrin index units: CE 0782 | Unit of the fibrin index.
System induced contaminants: CE * 0374 | What the system may have left in the specimen.
Drug interference: CE * 0382 | Drugs that may disturb the test.
Artificial blood: CE 0375 | Kind of blood substitute in the specimen.
Special handling code: CWE * 0376 | How the tube must be kept.
Other environmental factors: CE * 0377 | What else the tube was exposed to, such as air.

# TCD +2.4 Test code detail | How an instrument is to run one test: dilutions, repeats, reflex.
Universal service identifier: CE R | The test that is meant.
Auto-dilution factor: SN | Dilution the instrument makes.
Rerun dilution factor: SN | Dilution when the test is run again.
Pre-dilution factor: SN | Dilution made before the specimen came.
Endogenous content of pre-dilution diluent: SN | How much of the analyte the diluent itself holds.
Automatic repeat allowed: ID 0136 | Whether the instrument may repeat the test.
Reflex allowed: ID 0136 | Whether the instrument may add follow-up tests.
Analyte repeat status: CE 0389 | Whether the value is from a first run or a repeat.

# TCC +2.4 Test code configuration | Default settings of an instrument for one test.
Universal service identifier: CE R | The test that is meant.
Test application identifier: EI R | Application on the instrument that runs it.
Specimen source: SPS O>B@2.6 -2.7 | Kind of specimen the settings are for.
Auto-dilution factor default: SN | Dilution that is usual.
Rerun dilution factor default: SN | Usual dilution for a rerun.
Pre-dilution factor default: SN | Usual dilution before loading.
Endogenous content of pre-dilution diluent: SN | How much analyte the diluent holds.
Inventory limits warning level: NM | Number of tests left at which to warn.
Automatic rerun allowed: ID 0136 | Whether the instrument may rerun.
Automatic repeat allowed: ID 0136 | Whether the instrument may repeat.
Automatic reflex allowed: ID 0136 | Whether the instrument may add follow-up tests.
Equipment dynamic range: SN | Range the instrument can measure.
Units: CE | Unit of that range.
Processing type: CE 0388 | Production or evaluation run.

# CTI +2.3 Clinical trial identification | Ties the order or result to a clinical trial.
Sponsor study ID: EI R | Number of the trial.
Study phase identifier: CE C | Phase of the trial.
Study scheduled time point: CE | Visit or time point of the trial.
Action code: ID +2.9 0206 | Whether the entry is added, changed or removed.

# BLG Billing | When and to which account the order is charged.
When to charge: CCD 0100 | Event that starts the charge.
Charge type: ID 0122 | Who pays and how, such as charge or contract.
Account ID: CX | Account that is charged.
Charge type reason: CWE +2.5 0475 | Why this charge type was chosen.

# RQD Requisition detail | A line of a supply requisition.
Requisition line number: SI | Number of the line.
Item code - internal: CE C | Item in the orderer's own coding.
Item code - external: CE C | Item in the supplier's coding.
Hospital item code: CE C | Item in the hospital's coding.
Requisition quantity: NM | How many are wanted.
Requisition unit of measure: CE | Unit the quantity counts.
Dept. cost center: IS 0319 | Cost centre that pays.
Item natural account code: IS 0320 | Account in the books.
Deliver to ID: CE | Where to deliver.
Date needed: DT | When the item is needed.

# RQ1 Requisition detail-1 | Further facts for a supply line that is not in the catalogue.
Anticipated price: ST | Price that is expected.
Manufacturer identifier: CE C 0385 | Who makes the item.
Manufacturer's catalog: ST C | Manufacturer's catalogue number.
Vendor ID: CE C | Who sells the item.
Vendor catalog: ST C | Seller's catalogue number.
Taxable: ID 0136 | Whether tax is due.
Substitute allowed: ID 0136 | Whether a like item may be sent.

# RXO Pharmacy/treatment order | A medication as it was ordered.
Requested give code: CE C | Medication that is ordered.
Requested give amount - minimum: NM C | Smallest amount to give.
Requested give amount - maximum: NM | Largest amount to give.
Requested give units: CE C | Unit of the amount.
Requested dosage form: CE C | Form, such as tablet.
Provider's pharmacy/treatment instructions: CE * | Instructions to the pharmacy.
Provider's administration instructions: CE * | Instructions to patient or nurse.
Deliver-to location: LA1 B | Where to deliver the medication.
Allow substitutions: ID 0161 | Whether a like product may be given.
Requested dispense code: CE C | Product to hand out.
Requested dispense amount: NM C | How much to hand out.
Requested dispense units: CE C | Unit of that amount.
Number of refills: NM | How often it may be filled again.
Ordering provider's DEA number: XCN * C | Prescriber's licence for controlled drugs.
Pharmacist/treatment supplier's verifier ID: XCN * C | Pharmacist who checked the order.
Needs human review: ID +2.2 0136 | Whether a person must look at it.
Requested give per (time unit): ST C +2.2 | Time in which one amount is given.
Requested give strength: NM +2.3 | Strength of the medication.
Requested give strength units: CE +2.3 | Unit of the strength.
Indication: CE * +2.3 | Why it is given.
Requested give rate amount: ST +2.3 | Rate at which it is given.
Requested give rate units: CE +2.3 | Unit of the rate.
Total daily dose: CQ +2.3 | Dose in a day.
Supplementary code: CE * +2.4 | Further code of the medication.
Requested drug strength volume: NM +2.5 | Volume the strength refers to.
Requested drug strength volume units: CWE +2.5 | Unit of that volume.
Pharmacy order type: ID +2.5 0480 | Medication, solution or supply.
Dispensing interval: NM +2.5 | Days between two fillings.
Medication instance identifier: EI +2.6 | Number of this medication of this patient.
Segment instance identifier: EI +2.6 | Number of this very segment.
Mood code: CNE +2.6 0725 | Whether it is an order, a wish or a plan.
Dispensing pharmacy: CWE +2.7 | Pharmacy to fill it.
Dispensing pharmacy address: XAD +2.7 | Address of that pharmacy.
Deliver-to patient location: PL +2.7 | Patient's place to deliver to.
Deliver-to address: XAD +2.7 | Address to deliver to.
Pharmacy phone number: XTN * +2.8 | Phone of the pharmacy.

# ODS Dietary orders, supplements and preferences | A diet or food wish.
Type: ID R 0159 | Diet, supplement or preference.
Service period: CE *10 | Meals it applies to.
Diet, supplement, or preference code: CE R *20 | The diet or food itself.
Text instruction: ST *2 | Instruction in words.

# ODT Diet tray instructions | How a meal tray is served.
Tray type: CE R 0160 | Kind of tray, such as early or guest.
Service period: CE *10 | Meals it applies to.
Text instruction: ST | Instruction in words.

# BPO +2.5 Blood product order | A blood product that is ordered.
Set ID: SI R | Counts the products ordered.
BP universal service ID: CWE R | The blood product that is wanted.
BP processing requirements: CWE * 0508 | How to prepare it, such as irradiated.
BP quantity: NM R | How many units are wanted.
BP amount: NM | Amount in each unit.
BP units: CE | Unit of that amount.
BP intended use date/time: TS | When it is to be used.
BP intended dispense from location: PL | Where it is handed out.
BP intended dispense from address: XAD | Address of that place.
BP requested dispense date/time: TS | When it should be handed out.
BP requested dispense to location: PL | Where it should go.
BP requested dispense to address: XAD | Address it should go to.
BP indication for use: CWE * 0509 | Why it is given.
BP informed consent indicator: ID 0136 | Whether the patient consented.

# BPX +2.5 Blood product dispense status | What has become of a blood product that was ordered.
Set ID: SI R | Counts the units reported.
BP dispense status: CWE R 0510 | How far the unit has come, such as reserved.
BP status: ID R 0511 | Preliminary or final report.
BP date/time of status: TS R | When the status was reached.
BC donation ID: EI C | Donation number of the unit.
BC component: CNE C | Kind of blood component.
BC donation type / intended use: CNE | Kind of donation, such as autologous.
CP commercial product: CWE C 0512 | Commercial product, such as a factor.
CP manufacturer: XON C | Who makes that product.
CP lot number: EI C | Lot of that product.
BP blood group: CNE | Blood group of the unit.
BC special testing: CNE * | Further tests done on the unit.
BP expiration date/time: TS | Until when it can be used.
BP quantity: NM R | How many units.
BP amount: NM | Amount in each unit.
BP units: CE | Unit of that amount.
BP unique ID: EI | Number that tells this unit from all others.
BP actual dispensed to location: PL | Where it went.
BP actual dispensed to address: XAD | Address it went to.
BP dispensed to receiver: XCN | Who took it.
BP dispensing individual: XCN | Who handed it out.

# BTX +2.5 Blood product transfusion/disposition | What was done with a blood product.
Set ID: SI R | Counts the units reported.
BC donation ID: EI C | Donation number of the unit.
BC component: CNE C | Kind of blood component.
BC blood group: CNE C | Blood group of the unit.
CP commercial product: CWE C 0512 | Commercial product, such as a factor.
CP manufacturer: XON C | Who makes that product.
CP lot number: EI C | Lot of that product.
BP quantity: NM R | How many units.
BP amount: NM | Amount in each unit.
BP units: CE | Unit of that amount.
BP transfusion/disposition status: CWE R 0513 | Transfused, returned, wasted and so on.
BP message status: ID R 0511 | Preliminary or final report.
BP date/time of status: TS R | When the status was reached.
BP administrator: XCN | Who gave it.
BP verifier: XCN | Who checked it.
BP transfusion start date/time of status: TS | When transfusion began.
BP transfusion end date/time of status: TS | When transfusion ended.
BP adverse reaction type: CWE * 0514 | Reactions of the patient.
BP transfusion interrupted reason: CWE 0515 | Why transfusion was broken off.

# BLC +2.4 Blood code | Blood product and amount, for billing.
Blood product code: CE 0426 | Kind of blood product.
Blood amount: CQ | How much was used.

# IPC +2.5 Imaging procedure control | Numbers that tie an order to an imaging study.
Accession identifier: EI R | Number of the imaging request.
Requested procedure ID: EI R | Number of the requested procedure.
Study instance UID: EI R | Worldwide number of the study.
Scheduled procedure step ID: EI R | Number of the planned step.
Modality: CE | Kind of device, such as ultrasound.
Protocol code: CE * | How images are to be made.
Scheduled station name: EI | Device planned for it.
Scheduled procedure step location: CE * | Room planned for it.
Scheduled AE title: ST | Network name of the device.

# CON +2.5 Consent | A consent the patient or somebody for them gave or refused.
Set ID: SI R | Counts the consents listed.
Consent type: CWE 0496 | What is consented to.
Consent form ID: ST | Which form was used.
Consent form number: EI | Number of the signed form.
Consent text: FT * | Text of the form.
Subject-specific consent text: FT * | Text added for this patient.
Consent background: FT * | Background told to everyone.
Subject-specific consent background: FT * | Background told to this patient.
Consenter-imposed limitations: FT * | Limits the patient set.
Consent mode: CNE 0497 | Written, spoken or implied.
Consent status: CNE R 0498 | Whether it is active, refused, revoked and so on.
Consent discussion date/time: TS | When it was talked over.
Consent decision date/time: TS C | When it was decided.
Consent effective date/time: TS C | From when it holds.
Consent end date/time: TS C | Until when it holds.
Subject competence indicator: ID C 0136 | Whether the patient could decide.
Translator assistance indicator: ID C 0136 | Whether a translator helped.
Language translated to: ID>CWE@2.7 C 0296 | Language it was translated to.
Informational material supplied indicator: ID C 0136 | Whether the patient got leaflets.
Consent bypass reason: CWE C 0499 | Why consent was not sought.
Consent disclosure level: ID C 0500 | How much was disclosed.
Consent non-disclosure reason: CWE C 0501 | Why not all was disclosed.
Non-subject consenter reason: CWE C 0502 | Why somebody else decided.
Consenter ID: XPN R * | Name of the person who decided.
Relationship to subject: IS R * 0548 | How that person relates to the patient.
`;
