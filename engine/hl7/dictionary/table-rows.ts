/**
 * Tables of codes (HL7 v2.5.1 and v2.9 chapter 2C and the chapters of their fields): a line `# number closed|open Name`,
 * then `code = meaning`, one a line. A closed table is defined by HL7 and complete here over all versions: another code
 * is a mistake. In an open one the codes are suggestions, because users define it, because its fields admit exceptions,
 * or because only the codes met in laboratories are listed. Tables without codes are here for their names.
 */
export const TABLE_ROWS = `
# 0001 open Administrative sex
F = Female; M = Male; O = Other; U = Unknown; A = Ambiguous; N = Not applicable
# 0002 open Marital status
A = Separated; B = Unmarried; C = Common law; D = Divorced; E = Legally separated; G = Living together; I = Divorce not yet final
M = Married; N = Annulled; O = Other; P = Domestic partner; R = Registered domestic partner; S = Single; T = Not reported; U = Unknown; W = Widowed
# 0003 open Event type
A01 = Admission; A02 = Transfer; A03 = Discharge; A04 = Registration; A05 = Pre-admission; A06 = Outpatient becomes inpatient
A07 = Inpatient becomes outpatient; A08 = Patient data updated; A11 = Admission cancelled; A12 = Transfer cancelled; A13 = Discharge cancelled
A18 = Patient data merged (old form); A28 = Person added; A31 = Person updated; A34 = Patient merged by identifier (old form)
A40 = Patients merged; A60 = Allergies updated; M02 = Staff master file; M04 = Charge master file; M05 = Location master file
M08 = Numeric test master file; M09 = Categorical test master file; M10 = Panel master file; M11 = Calculated test master file
M12 = Additional test attributes master file; M18 = Payer master file; O01 = Order (old form); O02 = Order response (old form)
O21 = Laboratory order; O22 = Laboratory order response; O33 = Laboratory order for many orders on one specimen
O34 = Response to O33; O35 = Laboratory order for many orders on one container; O36 = Response to O35
P03 = Financial transaction; R01 = Unsolicited result; R21 = Laboratory automation result; R22 = Specimen-oriented result
R23 = Container-oriented result; R24 = Order-oriented point-of-care result; R30 = Point-of-care result, no order yet
R31 = Point-of-care result, order to be found; R32 = Point-of-care result for an order; R33 = Answer to a point-of-care result
T02 = Document with content; S12 = Appointment booked; V04 = Vaccination update
# 0004 open Patient class
B = Obstetrics; C = Commercial account; E = Emergency; I = Inpatient; N = Not applicable; O = Outpatient; P = Preadmission; R = Recurring patient; U = Unknown
# 0005 open Race
1002-5 = American Indian or Alaska native; 2028-9 = Asian; 2054-5 = Black or African American
2076-8 = Native Hawaiian or other Pacific islander; 2106-3 = White; 2131-1 = Other
# 0006 open Religion
# 0007 open Admission type
A = Accident; C = Elective; E = Emergency; L = Labour and delivery; N = Newborn; R = Routine; U = Urgent
# 0008 closed Acknowledgment code
AA = Accepted by the application; AE = Error in the application; AR = Rejected by the application
CA = Safely received; CE = Error at receipt; CR = Rejected at receipt
# 0009 open Ambulatory status
A0 = No limits; A1 = Walks with a device; A2 = Wheelchair or stretcher; A3 = Comatose; A4 = Disoriented; A5 = Vision impaired
A6 = Hearing impaired; A7 = Speech impaired; A8 = Does not speak English; A9 = Unknown; B1 = Oxygen therapy; B2 = Special equipment
B3 = Amputee; B4 = Mastectomy; B5 = Paraplegic; B6 = Pregnant
# 0010 open Physician ID
# 0017 open Transaction type
AJ = Adjustment; CD = Credit; CG = Charge; CO = Co-payment; PY = Payment
# 0018 open Patient type
# 0019 open Anesthesia code
# 0021 open Bad debt agency code
# 0022 open Billing status
# 0023 open Admit source
1 = Referred by physician; 2 = Referred by clinic; 3 = Referred by health plan; 4 = From a hospital; 5 = From a nursing facility
6 = From another facility; 7 = Emergency room; 8 = Court or police; 9 = Not known
# 0024 open Fee schedule
# 0027 open Priority
A = As soon as possible; P = Before surgery; R = Routine; S = Stat; T = Timing critical
# 0032 open Charge/price indicator
# 0038 closed Order status
A = Some results, not all; CA = Cancelled; CM = Completed; DC = Discontinued; ER = Error, order not found; HD = On hold
IP = In process; RP = Replaced; SC = Scheduled
# 0042 open Company plan code
# 0043 open Condition code
# 0044 open Contract code
# 0045 open Courtesy code
# 0046 open Credit rating
# 0048 open What subject filter
ANU = Nursing unit lookup; APN = Patient name lookup; CAN = Cancel a query; DEM = Demographics; MRI = Most recent inpatient
MRO = Most recent outpatient; ORD = Order; OTH = Other; PRB = Problems; PRO = Procedure; RAR = Pharmacy administration
RES = Result; STA = Status
# 0049 open Department code
# 0050 open Accident code
# 0051 open Diagnosis code
# 0052 open Diagnosis type
A = Admitting; F = Final; W = Working
# 0053 open Diagnosis coding method
# 0055 open Diagnosis related group
# 0056 open DRG grouper review code
# 0059 open Consent code
# 0061 open Check digit scheme
ISO = ISO 7064; M10 = Modulus 10; M11 = Modulus 11; NPI = Check digit of the national provider identifier
# 0062 open Event reason
01 = Patient request; 02 = Physician order; 03 = Census management; O = Other; U = Unknown
# 0063 open Relationship
ASC = Associate; BRO = Brother; CGV = Care giver; CHD = Child; DEP = Handicapped dependent; DOM = Life partner; EMC = Emergency contact
EME = Employee; EMR = Employer; EXF = Extended family; FCH = Foster child; FND = Friend; FTH = Father; GCH = Grandchild; GRD = Guardian
GRP = Grandparent; MGR = Manager; MTH = Mother; NCH = Natural child; NON = None; OAD = Other adult; OTH = Other; OWN = Owner; PAR = Parent
SCH = Stepchild; SEL = Self; SIB = Sibling; SIS = Sister; SPO = Spouse; TRA = Trainer; UNK = Unknown; WRD = Ward of court
# 0064 open Financial class
# 0065 closed Specimen action code
A = Add tests to a specimen already sent; C = Cancel tests ordered before; G = Generated by the laboratory, reflex
L = Laboratory collects from the patient; O = Collected by somebody else; P = Pending, order sent before the specimen; R = Revised order
S = Schedule the tests
# 0066 open Employment status
1 = Full time; 2 = Part time; 3 = Unemployed; 4 = Self-employed; 5 = Retired; 6 = Active military duty; 9 = Unknown
# 0068 open Guarantor type
# 0069 open Hospital service
CAR = Cardiology; MED = Medicine; PUL = Pulmonary; SUR = Surgery; URO = Urology
# 0070 open Specimen source
ABS = Abscess; AMN = Amniotic fluid; ASP = Aspirate; BBL = Blood bag; BIFL = Bile; BLD = Whole blood; BLDA = Arterial blood
BLDC = Capillary blood; BLDV = Venous blood; BON = Bone; BRN = Burn; BRO = Bronchial; BRTH = Breath; CALC = Calculus; CBLD = Cord blood
CNJT = Conjunctiva; CSF = Cerebrospinal fluid; CTP = Catheter tip; CUR = Curettage; CVM = Cervical mucus; CVX = Cervix; CYST = Cyst
DIAF = Dialysis fluid; DRN = Drain; DUFL = Duodenal fluid; EAR = Ear; ENDC = Endocardium; ENDM = Endometrium; EYE = Eye; FIST = Fistula
FLU = Body fluid, unspecified; GAS = Gas; GAST = Gastric fluid; GEN = Genital; GENC = Genital, cervix; GENV = Genital, vaginal; HAR = Hair
ISLT = Isolate; LIQ = Liquid, not specified; MAR = Marrow; MEC = Meconium; MLK = Milk; NAIL = Nail; NOS = Nose; PAT = Patient; PLAS = Plasma
PLC = Placenta; PLR = Pleural fluid; PPP = Platelet poor plasma; PRP = Platelet rich plasma; PRT = Peritoneal fluid; PUS = Pus
RBC = Erythrocytes; SAL = Saliva; SER = Serum; SKN = Skin; SMN = Seminal fluid; SNV = Synovial fluid; SPT = Sputum; STL = Stool
STON = Stone; SWT = Sweat; TEAR = Tears; THRT = Throat; TISS = Tissue; ULC = Ulcer; UMB = Umbilical blood; UR = Urine
URC = Urine, clean catch; URT = Urine, catheter; URTH = Urethra; VOM = Vomitus; WAT = Water; WBC = Leukocytes; WND = Wound
WNDA = Wound abscess; WNDD = Wound drainage; WNDE = Wound exudate; XXX = To be specified elsewhere
# 0072 open Insurance plan ID
# 0073 open Interest rate code
# 0074 open Diagnostic service section
AU = Audiology; BG = Blood gases; BLB = Blood bank; CH = Chemistry; CP = Cytopathology; CT = CT scan; CTH = Cardiac catheterisation
CUS = Cardiac ultrasound; EC = Electrocardiography; EN = Electroneurology; GE = Genetics; HM = Hematology; ICU = Bedside monitoring
IMM = Immunology; LAB = Laboratory; MB = Microbiology; MCB = Mycobacteriology; MYC = Mycology; NMR = Magnetic resonance
NMS = Nuclear medicine; NRS = Nursing measures; OSL = Outside laboratory; OT = Occupational therapy; OTH = Other; OUS = Obstetric ultrasound
PAR = Parasitology; PF = Pulmonary function; PHR = Pharmacy; PHY = Physician; PT = Physical therapy; RAD = Radiology; RC = Respiratory care
RT = Radiation therapy; RUS = Radiology ultrasound; RX = Radiograph; SP = Surgical pathology; SR = Serology; TX = Toxicology
VR = Virology; VUS = Vascular ultrasound; XRC = Cineradiography
# 0076 open Message type
ACK = Acknowledgment; ADT = Patient administration; BAR = Billing account; DFT = Financial transaction; MDM = Document
MFK = Master file acknowledgment; MFN = Master file; MFQ = Master file query; MFR = Master file response; OML = Laboratory order
OMG = General clinical order; ORG = Response to a general clinical order; ORL = Response to a laboratory order; ORM = Order (old form)
ORR = Response to an order (old form); ORU = Result; OUL = Result by specimen; OPL = Population order; OPR = Response to a population order
QBP = Query; QRY = Query (old form); REF = Referral; RRI = Response to a referral; RSP = Response to a query; SIU = Appointment
SRM = Appointment request; SRR = Response to an appointment request; VXU = Vaccination update
# 0078 open Abnormal flags
L = Below normal; H = Above normal; LL = Critically low; HH = Critically high; < = Below the measuring range; > = Above the measuring range
N = Normal; A = Abnormal; AA = Critically abnormal; null = No range defined or not applicable; U = Significant change up
D = Significant change down; B = Better; W = Worse; S = Susceptible; R = Resistant; I = Intermediate; MS = Moderately susceptible
VS = Very susceptible; SDD = Susceptible, depends on dose; NS = Not susceptible; SYN-S = Synergy, susceptible; SYN-R = Synergy, resistant
POS = Positive; NEG = Negative; ND = Not detected; DET = Detected; IND = Indeterminate; E = Equivocal; RR = Reactive; NR = Non-reactive
WR = Weakly reactive; AC = Complement in the serum disturbs the test; TOX = Toxic to the cells of the test; QCF = Quality control failed
# 0080 closed Nature of abnormal testing
A = By age; B = By breed; N = None, one range for all; R = By race; S = By sex; SP = By species; ST = By strain
# 0083 open Outlier type
C = By cost; D = By days
# 0084 open Performed by
# 0085 closed Observation result status
A = Amended by the orderer's facts; B = Added to; C = Correction, replaces a final result; D = Delete this observation; F = Final
I = Specimen in the laboratory, result pending; N = Not asked for; O = Order detail only, no result; P = Preliminary
R = Entered, not verified; S = Partial; U = Now final, value not sent again; V = Verified; W = Was wrong, such as wrong patient
X = Result cannot be obtained
# 0086 open Plan type
# 0087 open Pre-admit test indicator
# 0088 open Procedure code
# 0089 open Procedure coding method
# 0091 closed Query priority
D = Deferred; I = Immediate
# 0092 open Re-admission indicator
R = Re-admission
# 0093 open Release information
N = No; Y = Yes
# 0098 open Type of agreement
M = Maternity; S = Standard; U = Unified
# 0099 open VIP indicator
# 0100 closed When to charge
D = On discharge; O = On receipt of the order; R = When the service is completed; S = When the service is started; T = At a given date and time
# 0102 closed Delayed acknowledgment type
D = Received, stored for later; F = Acknowledgment after processing
# 0103 closed Processing ID
D = Debugging; N = Non-production testing; P = Production; T = Training; V = Validation
# 0104 closed Version ID
2.0 = Release 2.0; 2.0D = Demonstration 2.0; 2.1 = Release 2.1; 2.2 = Release 2.2; 2.3 = Release 2.3; 2.3.1 = Release 2.3.1
2.3.2 = Release 2.3.2; 2.4 = Release 2.4; 2.5 = Release 2.5; 2.5.1 = Release 2.5.1; 2.6 = Release 2.6; 2.7 = Release 2.7
2.7.1 = Release 2.7.1; 2.8 = Release 2.8; 2.8.1 = Release 2.8.1; 2.8.2 = Release 2.8.2; 2.9 = Release 2.9; 2.9.1 = Release 2.9.1
# 0105 open Source of comment
L = Ancillary department, such as the laboratory; O = Other system; P = Orderer
# 0106 closed Query format code
D = Display; R = Records; T = Table
# 0107 closed Deferred response type
B = Before the given time; L = Later than the given time
# 0108 closed Query results level
O = Order and its status; R = Results without bulk text; S = Status only; T = Full results
# 0109 closed Report priority
R = Routine; S = Stat
# 0110 open Transfer to bad debt code
# 0111 open Delete account code
# 0112 open Discharge disposition
# 0113 open Discharged to location
# 0114 open Diet type
# 0115 open Servicing facility
# 0116 open Bed status
C = Closed; H = Housekeeping; I = Isolated; K = Contaminated; O = Occupied; U = Unoccupied
# 0117 open Account status
# 0118 open Major diagnostic category
# 0119 closed Order control
AF = Refill authorised; CA = Cancel; CH = Child order; CN = Combined result; CR = Cancelled as requested; DC = Discontinue; DE = Data error
DF = Refill denied; DR = Discontinued as requested; FU = Refilled, unsolicited; HD = Hold; HR = On hold as requested; LI = Link order to care plan
MC = Miscellaneous charge; NA = Number assigned; NW = New order; OC = Cancelled by the filler; OD = Discontinued by the filler
OE = Released by the filler; OF = Refilled as requested; OH = Held by the filler; OK = Accepted; OP = Outside dispense noted
OR = Released as requested; PA = Parent order; PR = Previous results follow; PY = Replacement outside dispense noted; RE = Results follow
RF = Refill; RL = Release hold; RO = Replacement order; RP = Replace; RQ = Replaced as requested; RR = Request received
RU = Replaced by the filler; SC = Status changed; SN = Send order number; SR = Response to a status request; SS = Send order status
UA = Unable to accept; UC = Unable to cancel; UD = Unable to discontinue; UF = Unable to refill; UH = Unable to hold; UM = Unable to replace
UN = Unlink order from care plan; UR = Unable to release; UX = Unable to change; XO = Change; XR = Changed as requested; XX = Changed by the filler
# 0121 closed Response flag
D = As for R, with other associated segments; E = Errors only; F = As for D, with explicit confirmations; N = Only whether accepted
R = As for E, with replacement and parent-child numbers
# 0122 closed Charge type
CH = Charge; CO = Contract; CR = Credit; DP = Department; GR = Grant; NC = No charge; PC = Professional; RS = Research
# 0123 closed Result status
A = Some results available, not all; C = Corrected after final; F = Final; I = Specimen received, test incomplete; M = Corrected, not final
N = Procedure completed, results pending; O = Order received, no specimen yet; P = Preliminary, verified early result
R = Results stored, not verified; S = Procedure scheduled, not done; X = Order cancelled, no results; Y = No order on record for this test
Z = No record of this patient
# 0124 closed Transportation mode
CART = Cart; PORT = Device goes to the patient; WALK = Patient walks; WHLC = Wheelchair
# 0125 closed Value type
AD = Address; AUI = Authorization information; CCD = Charge code and date; CD = Channel definition; CE = Coded entry
CF = Coded entry with formatted values; CK = Identifier with check digit (old form); CN = Identifier and name (old form)
CNE = Coded with no exceptions; CP = Price; CQ = Quantity with units; CWE = Coded with exceptions; CX = Identifier; DLN = Driver's licence
DR = Date range; DT = Date; DTM = Date and time; ED = Encapsulated data, such as a PDF; EI = Entity identifier; EIP = Pair of entity identifiers
FC = Financial class; FN = Family name; FT = Formatted text; GTS = General timing; HD = Hierarchic designator; ID = Code from an HL7 table
IS = Code from a user-defined table; JCC = Job code; MA = Multiplexed array; MO = Money; MOP = Money or percentage; NA = Numeric array
NM = Number; NR = Numeric range; OG = Observation group; PL = Location; PN = Person name (old form); PT = Processing type; RP = Reference to data
RPT = Repeat pattern; SAD = Street address; SI = Sequence number; SN = Structured number, such as a ratio or a comparison; SNM = String of digits
SPD = Specialty; ST = Short text; TM = Time; TN = Phone number (old form); TS = Time stamp; TX = Text; VH = Visiting hours
VID = Version identifier; XAD = Extended address; XCN = Extended identifier and name; XON = Organisation; XPN = Extended person name; XTN = Phone or e-mail
# 0126 open Quantity limited request
CH = Characters; LI = Lines; PG = Pages; RD = Records
# 0127 open Allergen type
AA = Animal; DA = Drug; EA = Environment; FA = Food; LA = Pollen; MA = Miscellaneous; MC = Contraindication; PA = Plant
# 0128 open Allergy severity
MI = Mild; MO = Moderate; SV = Severe; U = Unknown
# 0129 open Accommodation code
# 0130 open Visit user code
# 0131 open Contact role
BP = Billing contact; C = Emergency contact; CP = Contact person; E = Employer; EP = Emergency contact person; F = Federal agency
I = Insurance company; N = Next of kin; O = Other; S = State agency; U = Unknown
# 0132 open Transaction code
# 0135 open Assignment of benefits
M = Modified; N = No; Y = Yes
# 0136 closed Yes or no
N = No; Y = Yes
# 0137 open Mail claim party
# 0139 open Employer information data
# 0140 open Military service
# 0141 open Military rank/grade
# 0142 open Military status
ACT = Active duty; DEC = Deceased; RET = Retired
# 0143 open Non-covered insurance code
# 0144 open Eligibility source
# 0145 open Room type
# 0146 open Amount type
# 0147 open Policy type
# 0148 closed Money or percentage
AT = Currency amount; PC = Percentage
# 0149 open Day type
# 0150 open Certification patient type
# 0151 open Second opinion status
# 0152 open Second opinion documentation received
# 0153 open Value code
# 0155 closed Accept/application acknowledgment conditions
AL = Always; ER = On error or rejection only; NE = Never; SU = On success only
# 0156 closed Which date/time qualifier
ANY = Any date; COL = Collection; ORD = Order; RCT = Receipt of the specimen; REP = Report; SCHED = Schedule
# 0157 closed Which date/time status qualifier
ANY = Any status; CFN = Current final value; COR = Corrected only; FIN = Final only; PRE = Preliminary; REP = Report completed
# 0158 closed Date/time selection qualifier
1ST = First value in the range; ALL = All values in the range; LST = Last value in the range; REV = All values, newest first
# 0159 closed Diet code specification type
D = Diet; P = Preference; S = Supplement
# 0160 open Tray type
# 0161 closed Allow substitution
G = Generic substitutes allowed; N = No substitutes; T = Therapeutic substitutes allowed
# 0162 open Route of administration
# 0163 open Body site
# 0164 open Administration device
# 0165 open Administration method
# 0166 closed RX component type
A = Additive; B = Base
# 0167 open Substitution status
# 0168 open Processing priority
A = As soon as possible; B = Do at bedside or portable; C = Measure continuously; P = Before surgery; R = Routine; S = Stat; T = Timing critical
# 0169 closed Reporting priority
C = Call back with results; R = Rush
# 0170 closed Derived specimen
C = Child specimen; N = Not applicable; P = Parent specimen
# 0171 open Citizenship
# 0172 open Veterans military status
# 0173 open Coordination of benefits
CO = Coordinates; IN = Independent
# 0174 open Nature of service/test/observation
A = Single test; C = Value calculated from others; F = Functional procedure, several related measurements; P = Panel ordered as one
S = Superset of panels or procedures
# 0175 open Master file identifier
CDM = Charge items; CMA = Clinical study with phases and schedules; CMB = Clinical study without phases; LOC = Locations
OMA = Numeric tests; OMB = Categorical tests; OMC = Panels; OMD = Calculated tests; OME = Other tests; PRA = Practitioners; STF = Staff
# 0177 open Confidentiality code
AID = AIDS patient; EMP = Employee; ETH = Alcohol or drug treatment; HIV = HIV patient; PSY = Psychiatric patient; R = Restricted
U = Usual control; UWM = Unwed mother; V = Very restricted; VIP = Very important person
# 0178 closed File-level event code
REP = Replace the whole file; UPD = Change the file record by record
# 0179 closed Response level
AL = Answer for every record; ER = Answer for failed records only; NE = Never answer; SU = Answer for successful records only
# 0180 closed Record-level event code
MAC = Reactivate; MAD = Add; MDC = Deactivate, keep in the file; MDL = Delete; MUP = Update
# 0181 open MFN record-level error return
S = Successful; U = Unsuccessful
# 0182 open Staff type
# 0183 closed Active/inactive
A = Active; I = Inactive
# 0184 open Department
# 0185 open Preferred method of contact
B = Beeper; C = Cell phone; E = E-mail; F = Fax; H = Home phone; O = Office phone
# 0186 open Practitioner category
# 0187 closed Provider billing
I = Institution bills for the provider; P = Provider bills
# 0188 open Operator ID
# 0189 open Ethnic group
H = Hispanic or Latino; N = Not Hispanic or Latino; U = Unknown
# 0190 open Address type
B = Firm or business; BA = Bad address; BDL = Place of delivery at birth; BI = Billing; BR = Residence at birth; C = Current or temporary
F = Country of origin; H = Home; L = Legal; M = Mailing; N = Birth; O = Office; P = Permanent; RH = Registry home; SH = Shipping; V = Vacation
# 0191 open Type of referenced data
AP = Other application data; AU = Audio; FT = Formatted text; IM = Image; multipart = Several parts; NS = Not scanned image
SD = Scanned document; SI = Scanned image; TEXT = Text document; TX = Text
# 0193 open Amount class
# 0200 open Name type
A = Alias; B = Name at birth; C = Adopted; D = Display; I = Licensing; L = Legal; M = Maiden; N = Nickname; P = Name of partner or spouse
R = Registered, of an animal; S = Coded, to keep the person unknown; T = Tribal or community; U = Unspecified
# 0201 closed Telecommunication use code
ASN = Answering service; BPN = Beeper; EMR = Emergency; NET = E-mail address; ORN = Other residence; PRN = Primary residence; PRS = Personal
VHN = Vacation home; WPN = Work
# 0202 closed Telecommunication equipment type
BP = Beeper; CP = Cell phone; FX = Fax; Internet = E-mail address; MD = Modem; PH = Telephone; SAT = Satellite phone
TDD = Device for the deaf; TTY = Teletypewriter; X.400 = X.400 address
# 0203 open Identifier type
ACSN = Accession number; AM = American Express number; AN = Account number; AND = Account number, debtor; ANON = Anonymous identifier
ANT = Temporary account number; BR = Birth registry number; BRN = Breed registry number; DEA = Drug enforcement number; DFN = Drug furnishing number
DL = Driver's licence; DN = Doctor number; DS = Discover card number; EI = Employee number; EN = Employer number; FI = Facility number
FILL = Filler's identifier; GI = Guarantor internal identifier; GN = Guarantor external identifier; HC = Health card number
JHN = Jurisdictional health number; LN = License number; LR = Local registry number; MA = Medicaid number (patient)
MB = Member number; MC = Medicare number (patient); MCD = Practitioner Medicaid number; MCN = Microchip number; MCR = Practitioner Medicare number
MD = Medical licence number; MI = Military number; MR = Medical record number; MRT = Temporary medical record number; MS = MasterCard number
NE = National employer identifier; NH = National health plan identifier; NI = National person identifier; NP = Nurse practitioner number
NPI = National provider identifier; PE = Living subject's enterprise number; PEN = Pension number; PI = Patient internal identifier
PLAC = Placer's identifier; PN = Person number; PNT = Temporary living subject number; PPN = Passport number; PRN = Provider number
PT = Patient external identifier; QA = QA number; RI = Resource identifier; RN = Registered nurse number; RPH = Pharmacist licence number
RR = Railroad retirement number; RRI = Regional registry number; SL = State licence; SN = Subscriber number; SR = State registry number
SS = Social security number; TAX = Tax number; U = Unspecified; UPIN = Physician identification number (Medicare); VN = Visit number
VS = Visa card number; WC = WIC identifier; WCN = Workers' compensation number; XX = Organization identifier
# 0204 open Organizational name type
A = Alias; D = Display; L = Legal; SL = Stock exchange listing
# 0205 closed Price type
AP = Administrative price or handling fee; DC = Direct unit cost; IC = Indirect unit cost; PF = Professional fee; TF = Technology fee
TP = Total price; UP = Unit price
# 0206 closed Segment action code
A = Add; D = Delete; S = Snapshot; U = Update; X = No change
# 0207 closed Processing mode
A = Archive; I = Initial load; R = Restore from archive; T = Current processing
# 0208 closed Query response status
AE = Error in the application; AR = Rejected by the application; NF = No data found; OK = Data found; PD = Protected data
# 0209 closed Relational operator
CT = Contains; EQ = Equal; GE = Greater or equal; GN = Generic; GT = Greater; LE = Less or equal; LT = Less; NE = Not equal
# 0210 closed Relational conjunction
AND = And; OR = Or
# 0211 closed Alternate character sets
ASCII = Printable 7-bit ASCII; 8859/1 = Western European; 8859/2 = Central European; 8859/3 = South European; 8859/4 = North European
8859/5 = Cyrillic; 8859/6 = Arabic; 8859/7 = Greek; 8859/8 = Hebrew; 8859/9 = Turkish; 8859/15 = Western European with the euro sign
ISO IR6 = ASCII as in ISO 646; ISO IR14 = Japanese Latin letters and Katakana; ISO IR87 = Japanese; ISO IR159 = Japanese, supplement
GB 18030-2000 = Chinese; BIG-5 = Traditional Chinese; CNS 11643-1992 = Traditional Chinese, Taiwan; KS X 1001 = Korean
UNICODE = Unicode, encoding not said; UNICODE UTF-8 = Unicode in UTF-8; UNICODE UTF-16 = Unicode in UTF-16; UNICODE UTF-32 = Unicode in UTF-32
# 0212 open Nationality
# 0213 open Purge status code
# 0214 open Special program code
# 0215 open Publicity code
# 0216 open Patient status code
# 0217 open Visit priority code
1 = Emergency; 2 = Urgent; 3 = Elective
# 0218 open Patient charge adjustment
# 0219 open Recurring service code
# 0220 open Living arrangement
A = Alone; F = Family; I = Institution; R = Relative; S = Spouse only; U = Unknown
# 0222 open Contact reason
# 0223 open Living dependency
# 0224 closed Transport arranged
A = Arranged; N = Not arranged; U = Unknown
# 0225 closed Escort required
N = Not required; R = Required; U = Unknown
# 0227 open Manufacturers of vaccines
# 0228 open Diagnosis classification
# 0229 open DRG payor
# 0230 open Procedure functional type
A = Anaesthesia; D = Diagnostic; I = Invasive, not classified otherwise; P = Treatment
# 0231 open Student status
F = Full-time; N = Not a student; P = Part-time
# 0232 open Insurance company contact reason
# 0233 open Non-concur code
# 0234 open Report timing
# 0235 open Report source
# 0236 open Event reported to
# 0237 open Event qualification
# 0238 open Event seriousness
# 0239 open Event expected
# 0240 open Event consequence
# 0241 open Patient outcome
# 0242 open Observer's qualification
# 0243 open Identity may be divulged
# 0244 open Single use device
# 0245 open Product problem
# 0246 open Product available for inspection
# 0247 open Status of evaluation
# 0248 open Product source
# 0249 open Generic product
# 0250 open Relatedness assessment
# 0251 open Action taken in response to the event
# 0252 open Causality observations
# 0253 open Indirect exposure mechanism
# 0254 open Kind of quantity
# 0255 open Duration categories
# 0257 open Nature of challenge
# 0258 open Relationship modifier
BPU = Blood product unit; CONTROL = Control; DONOR = Donor; PATIENT = Patient
# 0260 open Location type
# 0261 open Location equipment
# 0264 open Location department
# 0265 open Specialty type
# 0267 closed Days of the week
FRI = Friday; MON = Monday; SAT = Saturday; SUN = Sunday; THU = Thursday; TUE = Tuesday; WED = Wednesday
# 0268 open Override
N = Not allowed; X = Allowed; Y = Required
# 0269 open Charge on indicator
O = When ordered; R = When the result is there
# 0270 open Document type
AR = Autopsy report; CD = Cardiodiagnostics; CN = Consultation; DI = Diagnostic imaging; DS = Discharge summary; ED = Emergency report
HP = History and physical examination; OP = Operative report; PC = Psychiatric consultation; PH = Psychiatric history; PN = Procedure note
PR = Progress note; SP = Surgical pathology; TS = Transfer summary
# 0271 closed Document completion status
AU = Authenticated; DI = Dictated; DO = Documented; IN = Incomplete; IP = In progress; LA = Legally authenticated; PA = Pre-authenticated
# 0272 closed Document confidentiality status
R = Restricted; U = Usual control; V = Very restricted
# 0273 closed Document availability status
AV = Available for care; CA = Deleted; OB = Obsolete; UN = Unavailable for care
# 0275 closed Document storage status
AA = Active and archived; AC = Active; AR = Archived; PU = Purged
# 0276 open Appointment reason
# 0277 open Appointment type
# 0278 open Filler status
# 0279 open Allow substitution
# 0280 open Referral priority
A = As soon as possible; R = Routine; S = Stat
# 0281 open Referral type
LAB = Laboratory; MED = Medical; PSY = Psychiatric; RAD = Radiology; SKN = Nursing
# 0282 open Referral disposition
# 0283 open Referral status
A = Accepted; E = Expired; P = Pending; R = Rejected
# 0284 open Referral category
A = Ambulatory; E = Emergency; I = Inpatient; O = Outpatient
# 0285 open Insurance company ID
# 0286 open Provider role
CP = Consulting; PP = Primary care; RP = Referring; RT = Referred to
# 0287 closed Problem/goal action code
AD = Add; CO = Correct; DE = Delete; LI = Link; UC = Unchanged; UN = Unlink; UP = Update
# 0288 open Census tract
# 0289 open County/parish
# 0291 open Subtype of referenced data
BASIC = Audio, 8 bit; DICOM = Medical image; FAX = Fax image; GIF = GIF image; HTML = Hypertext; JOT = Electronic ink; JPEG = JPEG image
Octet-stream = Bytes without a named form; PDF = Portable document; PICT = PICT image; PNG = PNG image; PostScript = PostScript program; RTF = Rich text; SGML = SGML text
TIFF = TIFF image; XML = XML text
# 0292 open Vaccines administered
# 0293 open Billing category
# 0294 open Time selection criteria
# 0295 open Handicap
# 0296 open Primary language
# 0297 open Source table of a name
# 0298 closed Range type
F = Flat rate over the range; P = Pro rata over the range
# 0299 closed Encoding
A = None, displayable text; Base64 = Base64; Hex = Two hexadecimal digits for each byte
# 0300 open Namespace ID
# 0301 open Universal ID type
CLIA = United States laboratory number; DNS = Internet name; GUID = Globally unique identifier; HCD = CEN coding scheme; HL7 = HL7 registration
ISO = ISO object identifier (OID); L = Local; M = Local; N = Local; Random = Random bits in Base64; URI = Uniform resource identifier
UUID = Universally unique identifier; x400 = X.400 address; x500 = X.500 name
# 0302 open Point of care
# 0303 open Room
# 0304 open Bed
# 0305 open Person location type
C = Clinic; D = Department; H = Home; N = Nursing unit; O = Provider's office; P = Phone; S = Nursing facility
# 0306 open Location status
# 0307 open Building
# 0308 open Floor
# 0309 open Coverage type
B = Hospital and physician; H = Hospital; P = Physician
# 0311 open Job status
# 0312 open Policy scope
# 0313 open Policy source
# 0315 open Living will
# 0316 open Organ donor
# 0319 open Department cost center
# 0320 open Item natural account code
# 0321 closed Dispense method
AD = Automatic dispensing; F = Floor stock; TR = Traditional; UD = Unit dose
# 0322 closed Completion status
CP = Complete; NA = Not administered; PA = Partially administered; RE = Refused
# 0323 closed Action code
A = Add; D = Delete; U = Update; X = No change
# 0324 open Location characteristic
# 0325 open Location relationship
# 0326 open Visit indicator
A = Account level; V = Visit level
# 0327 open Job code
# 0328 open Employee classification
# 0329 open Quantity method
# 0330 open Marketing basis
# 0331 open Facility type
# 0332 closed Source type
A = Accept; I = Initiate
# 0333 open Driver's license issuing authority
# 0334 open Disabled person
AP = Associated party; GT = Guarantor; IN = Insured; PT = Patient
# 0335 open Repeat pattern
BID = Twice a day; C = Continuous; ONCE = Once; PRN = When needed; QAM = Every morning; QID = Four times a day; QOD = Every second day
QPM = Every evening; TID = Three times a day
# 0336 open Referral reason
O = Provider ordered; P = Patient preference; S = Second opinion; W = Work load
# 0337 open Certification status
# 0338 open Practitioner ID number type
CY = County number; DEA = Drug enforcement number; GL = General ledger number; MCD = Medicaid number; MCR = Medicare number; QA = QA number
SL = State licence; TAX = Tax number; UPIN = Physician identification number
# 0339 open Advanced beneficiary notice
1 = Service falls under medical necessity rules; 2 = Patient is informed and agrees to pay
3 = Patient is informed and asks that the payer be billed; 4 = Notice is not signed
# 0340 open Procedure code modifier
# 0341 open Guarantor credit rating
# 0342 open Military recipient
# 0343 open Military handicapped program
# 0344 open Patient's relationship to insured
# 0345 open Appeal reason
# 0346 open Certification agency
# 0347 open State/province
# 0348 open Special program indicator
# 0349 open Review approval indicator
# 0350 open Occurrence code
# 0351 open Occurrence span
# 0354 open Message structure
ACK = Acknowledgment; ADT_A01 = Admission, registration, update; ADT_A39 = Merge; MFK_M01 = Master file acknowledgment
MFN_M04 = Charge items; MFN_M08 = Numeric tests; MFN_M09 = Categorical tests; MFN_M10 = Panels; MFN_M11 = Calculated tests
MFN_M12 = Additional test attributes; MFN_M18 = Payer coverage; OML_O21 = Laboratory order; OML_O33 = Laboratory order by specimen
OML_O35 = Laboratory order by container; ORL_O22 = Response to OML_O21; ORL_O34 = Response to OML_O33; ORL_O36 = Response to OML_O35
ORM_O01 = Order; ORR_O02 = Response to ORM_O01; ORU_R01 = Result; ORU_R30 = Point-of-care result; OUL_R21 = Laboratory automation result
OUL_R22 = Result by specimen; OUL_R23 = Result by container; OUL_R24 = Result by order
# 0355 open Primary key value type
CE = Coded element; CWE = Coded with exceptions; PL = Person location
# 0356 closed Alternate character set handling scheme
2.3 = Escape sequences as in version 2.3; ISO 2022-1994 = Escape sequences as in ISO 2022
# 0357 open Message error condition
0 = Message accepted; 100 = Segments in the wrong order; 101 = Required field missing; 102 = Data type error; 103 = Code not in its table
104 = Value too long; 198 = Does not fit the profile's cardinality; 199 = Other error; 200 = Message type not supported; 201 = Event not supported
202 = Processing ID not supported; 203 = Version not supported; 204 = Key not known; 205 = Key exists already; 206 = Record is locked; 207 = Application failed
# 0358 open Practitioner group
# 0359 open Diagnosis priority
0 = Not ranked; 1 = Primary; 2 = Second, and so on
# 0360 open Degree
# 0361 open Application
# 0362 open Facility
# 0363 open Assigning authority
# 0364 open Comment type
1R = Primary reason; 2R = Secondary reason; AI = Instructions to the laboratory; DR = Duplicate or interaction reason; GI = General instructions
GR = General reason; PI = Patient instructions; RE = Remark
# 0365 open Equipment state
# 0366 open Local/remote control state
L = Local; R = Remote
# 0367 open Alert level
C = Critical; N = Normal; S = Serious; W = Warning
# 0368 open Remote control command
# 0369 open Specimen role
B = Blind sample; C = Calibrator; E = Electronic quality control; F = Filler's proficiency test; G = Group of specimens; L = Pool of specimens
O = Proficiency test by the operator; P = Patient; Q = Control specimen; R = Replicate; V = Verifying calibrator
# 0370 open Container status
I = Identified; L = Left the equipment; M = Missing; O = In process; P = In position; R = Process completed; U = Unknown; X = Unavailable
# 0371 open Additive or preservative
BF10 = Buffered formalin 10%; BOR = Boric acid; BOUIN = Bouin's solution; C32 = Citrate 3.2%; C38 = Citrate 3.8%; EDTK = Potassium EDTA; EDTN = Sodium EDTA
F10 = Formalin 10%; HCL6 = Hydrochloric acid 6 N; HEPL = Lithium heparin; HEPN = Sodium heparin; HNO3 = Nitric acid; KOX = Potassium oxalate
NAF = Sodium fluoride; NONE = None; PVA = Polyvinyl alcohol; SILICA = Silica; SPS = Sodium polyanethol sulfonate; SST = Serum separator; THROM = Thrombin
# 0372 open Specimen component
BLD = Whole blood; BSEP = Blood, separating; PLAS = Plasma; PPP = Platelet poor plasma; PRP = Platelet rich plasma; SED = Sediment; SER = Serum; SUP = Supernatant
# 0373 open Treatment
# 0374 open System induced contaminants
# 0375 open Artificial blood
# 0376 open Special handling
AMB = Ambient; C37 = Body temperature; CAMB = Critical ambient; CATM = Protect from air; CFRZ = Critical frozen; CREF = Critical refrigerated; DFRZ = Deep frozen
DRY = Keep dry; FRZ = Frozen; MTLF = Metal free; NTR = Liquid nitrogen; PRTL = Protect from light; PSA = Do not shake; PSO = No shock
REF = Refrigerated; UFRZ = Ultra frozen; UPR = Keep upright
# 0377 open Other environmental factors
# 0378 open Carrier type
# 0379 open Tray type
# 0380 open Separator type
# 0381 open Cap type
# 0382 open Drug interference
# 0383 open Substance status
# 0384 open Substance type
# 0385 open Manufacturer identifier
# 0386 open Supplier identifier
# 0387 open Command response
# 0388 open Processing type
E = Evaluation; P = Production
# 0389 open Analyte repeat status
D = Repeated with dilution; F = Repeated by reflex; O = Original, first run; R = Repeated without dilution
# 0391 open Segment group
# 0392 open Match reason
# 0393 open Match algorithms
# 0394 open Response modality
B = Batch; R = Real time; T = Bolus
# 0395 closed Modify indicator
M = Modified subscription; N = New subscription
# 0396 open Coding system
C4 = CPT-4; C5 = CPT-5; CVX = Vaccine codes; I10 = ICD-10; I10C = ICD-10-CM; I9 = ICD-9; I9C = ICD-9-CM; L = Local; LN = LOINC; MVX = Vaccine makers
NDC = Drug codes; NPI = National provider identifier; SCT = SNOMED CT; SNM = SNOMED; UCUM = Units of measure; UPIN = Physician identification number
# 0397 closed Sequencing
A = Ascending; AN = Ascending, upper and lower case alike; D = Descending; DN = Descending, upper and lower case alike; N = None
# 0398 closed Continuation style
F = Fragmentation; I = Interactive
# 0399 open Country
# 0401 open Government reimbursement program
# 0402 open School type
# 0403 open Language ability
1 = Read; 2 = Write; 3 = Speak; 4 = Understand; 5 = Sign
# 0404 open Language proficiency
1 = Excellent; 2 = Good; 3 = Fair; 4 = Poor; 5 = Some; 6 = None
# 0405 open Organization unit
# 0406 open Organization unit type
# 0409 open Application change type
M = Moves to another machine; SD = Shuts down; SU = Starts up
# 0411 open Supplemental service information
# 0412 open Category identifier
# 0413 open Consent identifier
# 0414 open Units of time
# 0415 open DRG transfer type
# 0416 open Procedure DRG type
# 0417 open Tissue type
# 0418 open Procedure priority
0 = Admitting procedure; 1 = Primary procedure; 2 = Second, and so on
# 0421 open Severity of illness
# 0422 open Triage type
# 0423 open Case category
# 0424 open Gestation category
# 0425 open Newborn type
# 0426 open Blood product
# 0427 open Risk management incident
# 0428 open Incident type
# 0429 open Production class
# 0430 open Mode of arrival
# 0431 open Recreational drug use
# 0432 open Admission level of care
# 0433 open Precaution
# 0434 open Patient condition
# 0435 open Advance directive
# 0436 open Sensitivity to causative agent
# 0437 open Alert device
# 0438 open Allergy clinical status
# 0440 open Data types
# 0441 open Immunization registry status
# 0442 open Location service
D = Diagnostic; E = Emergency; P = Primary care; T = Therapeutic
# 0443 open Provider role
AD = Admitting; AT = Attending; CP = Consulting; FHCP = Family health care professional; PP = Primary care; RP = Referring; RT = Referred to
# 0444 closed Name assembly order
F = Prefix, family, middle, given, suffix; G = Prefix, given, middle, family, suffix
# 0445 open Identity reliability
AL = Alias; UA = Unknown, or partly made up; US = Unknown, or made up
# 0446 open Species
# 0447 open Breed
# 0448 open Name context
# 0450 open Event type
LOG = Log entry; SER = Service entry
# 0451 open Substance identifier
# 0452 open Provider type
# 0453 open Provider classification
# 0454 open Provider specialization
# 0455 open Type of bill
# 0456 open Revenue code
# 0457 open Claim disposition
# 0458 open Outpatient code edits
# 0459 open Reimbursement action
# 0460 open Denial or rejection
# 0461 open License number
# 0462 open Location cost center
# 0463 open Inventory number
# 0464 open Facility ID
# 0465 closed Name/address representation
A = Alphabetic; I = Ideographic; P = Phonetic
# 0466 open Ambulatory payment class
# 0467 open Modifier edit
# 0468 open Payment adjustment
# 0469 open Packaging status
# 0470 open Reimbursement type
# 0471 open Query name
# 0472 closed Conjunction of timings
A = The next timing runs in parallel; C = Time to begin, a time of completion follows; S = The next timing follows this one
# 0473 open Formulary status
# 0474 open Organization unit type of a practitioner
# 0475 open Charge type reason
# 0476 open Medically necessary duplicate procedure reason
# 0477 open Controlled substance schedule
# 0478 closed Formulary status of a drug
G = Guideline; N = Not on the formulary; R = Restricted; Y = On the formulary
# 0480 closed Pharmacy order type
M = Medication; O = Other solution; S = Intravenous solution
# 0482 open Order type
I = Inpatient; O = Outpatient
# 0483 open Authorization mode
EL = Electronic; EM = E-mail; FX = Fax; IP = In person; MA = Mail; PA = Paper; PH = Phone; RE = Reflexive; VC = Video conference; VO = Voice
# 0484 open Dispense type
# 0485 open Extended priority
A = As soon as possible; C = Callback; P = Before surgery; PRN = When needed; R = Routine; S = Stat; T = Timing critical
# 0487 open Specimen type
ABS = Abscess; AMN = Amniotic fluid; BLD = Whole blood; BLDA = Arterial blood; BLDCO = Cord blood; BLDV = Venous blood; BON = Bone; CSF = Cerebrospinal fluid
FLU = Body fluid, unspecified; HAR = Hair; ISLT = Isolate; PLAS = Plasma; PUS = Pus; SER = Serum; SKN = Skin; SPT = Sputum; TISS = Tissue; UR = Urine
# 0488 open Specimen collection method
ANP = Plates, anaerobic; BAP = Plates, blood agar; BCAE = Blood culture, aerobic; BCAN = Blood culture, anaerobic; BCPD = Blood culture, pediatric
BIO = Biopsy; CAP = Capillary; CATH = Catheterised; CVP = Central line; EPLA = Environmental plate; ESWA = Environmental swab; FNA = Fine needle aspiration
LNA = Arterial line; LNV = Venous line; MARTL = Martin-Lewis agar; PNA = Arterial puncture; SCRAPS = Scrapings; SWA = Swab; SWD = Swab with Dacron tip; VENIP = Venipuncture
# 0489 open Specimen risk
AGG = Aggressive; BHZ = Biohazard; BIO = Biological; COR = Corrosive; ESC = Escape risk; EXP = Explosive; IFL = Inflammable; INF = Infectious
INJ = Injury hazard; POI = Poison; RAD = Radioactive
# 0490 open Specimen reject reason
EX = Expired; QS = Not enough; RA = Patient ID number missing; RB = Container broken; RC = Clotted; RD = Collection date missing; RE = Patient name missing
RH = Haemolysed; RI = Identification problem; RM = Labelling; RN = Contaminated; RP = Collector ID missing; RR = Improper storage; RS = Name misspelled
# 0491 open Specimen quality
E = Excellent; F = Fair; G = Good; P = Poor
# 0492 open Specimen appropriateness
A = Appropriate; I = Inappropriate; P = Preferred
# 0493 open Specimen condition
AUT = Autolysed; CFU = Centrifuged; CLOT = Clotted; CON = Contaminated; COOL = Cool; FROZ = Frozen; HEM = Haemolysed; LIVE = Live; ROOM = Room temperature
SNR = Not received
# 0494 open Specimen child role
A = Aliquot; C = Component; M = Modified from the original
# 0495 open Body site modifier
# 0496 open Consent type
# 0497 open Consent mode
# 0498 open Consent status
# 0499 open Consent bypass reason
# 0500 open Consent disclosure level
# 0501 open Consent non-disclosure reason
# 0502 open Non-subject consenter reason
# 0503 closed Sequence/results flag
C = Cyclic; R = Reserved; S = Sequential
# 0504 closed Sequence condition
EE = End related order, end this order; ES = End related order, start this order; SE = Start related order, end this order; SS = Start related order, start this order
# 0505 closed Cyclic entry/exit
# = Last of the cycle; * = First of the cycle
# 0506 open Service request relationship
# 0507 open Observation result handling
F = Film with patient; N = Tell the provider when ready
# 0508 open Blood product processing requirements
# 0509 open Indication for use
# 0510 open Blood product dispense status
# 0511 open Blood product status
# 0512 open Commercial product
# 0513 open Blood product disposition status
# 0514 open Transfusion adverse reaction
# 0515 open Transfusion interrupted reason
# 0516 closed Error severity
E = Error; F = Fatal error; I = Information; W = Warning
# 0517 open Inform person
HD = Help desk; NPAT = Do not tell the patient; PAT = Patient; USR = User
# 0518 open Override type
# 0519 open Override reason
# 0520 closed Message waiting priority
H = High; L = Low; M = Medium
# 0521 open Override code
# 0523 closed Computation type
% = Change in percent; a = Absolute change
# 0524 closed Sequence condition of an order
C = Cyclic; R = Reserved; S = Sequential
# 0525 open Privilege
# 0526 open Privilege class
# 0527 open Calendar alignment
# 0528 open Event related period
# 0529 closed Precision
D = Day; H = Hour; L = Month; M = Minute; S = Second; Y = Year
# 0533 open Application error code
# 0534 open Notify clergy code
# 0535 open Signature code
# 0536 open Certificate status
# 0537 open Institution
# 0538 open Institution relationship type
# 0539 open Cost center
# 0540 open Inactive reason
# 0541 open Specimen type modifier
# 0542 open Specimen source site modifier
# 0543 open Specimen collection site
# 0544 open Container condition
# 0547 open Jurisdictional breadth
# 0548 open Signatory's relationship to subject
# 0549 open NDC codes
# 0550 open Body parts
# 0552 open Advanced beneficiary notice override reason
# 0607 open Primary key value of an acknowledgment
# 0608 open Primary key value of an entry
# 0609 open Principal language
# 0611 open Coded comment
# 0612 open Universal service identifier
# 0613 open Danger code
# 0614 open Transport logistics of collected sample
# 0615 open User authentication credential type
KERB = Kerberos ticket; SAML = SAML assertion
# 0616 open Address expiration reason
# 0617 open Address usage
C = Classification; M = Mailing; V = Visit
# 0618 open Protection code
LI = Listed; UL = Unlisted; UP = Unpublished
# 0619 open Collector's comment
# 0620 open Transport arrangement responsibility
# 0621 open Planned patient transport comment
# 0622 open Observation identifier
# 0623 open Units
# 0624 open Producer's ID
# 0626 open Observation method
# 0630 open Producer's test ID
# 0631 open Producer ID
# 0632 open Other test IDs
# 0633 open Instrument
# 0635 open Method
# 0636 open Producing department
# 0637 open Report subheader
# 0638 open Outside site
# 0639 open Observations required to interpret
# 0640 open Contraindications
# 0641 open Reflex tests
# 0643 open Fixed canned message
# 0644 open Procedure medication
# 0645 open Target anatomic site
# 0646 open Replacement test ID
# 0647 open Standard code of the test
# 0648 open Units of measure
# 0649 open SI units of measure
# 0650 open Preferred coding system
# 0652 open Valid coded answers
# 0654 open Normal answers
# 0655 open Abnormal answers
# 0656 open Critical answers
# 0658 open Container units
# 0660 open Specimen
# 0661 open Taxonomic classification
# 0662 open Tests in a panel
# 0663 open Default duration units
# 0664 open Clinical information request
# 0665 open Answer choices
# 0666 open Entering organization
# 0668 open Entering device
# 0717 open Access restriction value
# 0719 open Access restriction reason
# 0725 open Mood
APT = Appointment; ARQ = Appointment request; EVN = Event that happened; INT = Intent; PRMS = Promise; PRP = Proposal; RQO = Request
# 0728 open DRG weight
# 0731 open DRG diagnosis determination
# 0774 open Location
# 0775 open Length units
# 0777 open Volume units
# 0779 open Hemolysis index units
# 0780 open Lipemia index units
# 0781 open Icterus index units
# 0782 open Fibrin index units
# 0784 open Specimen source site
# 0785 open Container type
# 0834 open MIME type
application = Application data, such as PDF; audio = Audio; image = Image; model = Model; multipart = Several parts; text = Text; video = Video
# 0868 open Telecommunication expiration reason
# 0895 open Present on admission
E = Exempt; N = No; U = Not known; W = Not clinically determined; Y = Yes
# 0904 open Security check scheme
# 0909 open Patient results release category
# 0910 open Imaging modality
# 0912 open Participation
AD = Admitting provider; AP = Administering provider; AT = Attending provider; AUT = Author; CP = Consulting provider; DP = Dispensing provider; EP = Entering provider
EQUIP = Equipment; FHCP = Family health care professional; MDIR = Medical director; OP = Ordering provider; PB = Packed by; PH = Pharmacist; PI = Primary interpreter
PO = Performing organization; POMD = Performing organization's medical director; PP = Primary care provider; RCT = Results copies to; RO = Responsible observer
RP = Referring provider; RT = Referred to provider; SB = Sent by; SC = Specimen collector; TN = Technician; TR = Transcriptionist; VP = Verifying provider
# 0914 open Root cause
# 0915 open Local process control
# 0916 open Relevant clinical information
# 0919 closed Exclusive test
D = In some cases to be ordered alone; N = May be ordered with others; Y = To be ordered alone
# 0920 closed Preferred specimen
A = Alternate; P = Preferred
# 0934 open Order workflow profile
# 0936 open Observation type
# 0937 open Observation sub-type
# 0938 open Collection event/process step
# 0939 open Communication location
# 0940 open Limitation type
# 0941 open Procedure code
# 0949 open Order control code reason
# 0950 open Order status modifier
# 0951 open Reason for study
# 0952 open Security classification tag
# 0953 open Security handling instructions
# 0960 open Observation value absent reason
# 0961 open Device type
`;
