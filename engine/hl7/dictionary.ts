/**
 * Names of the fields met in laboratory traffic (HL7 v2.5.1 chapters 2, 3, 4, 6, 7). One row per segment; fields in order,
 * each `name:TYPE`, then `!` when required, `*` when it repeats, and the number of its HL7 table.
 */

export const SEGMENT_ROWS = `
MSH Message header = Field separator:ST!; Encoding characters:ST!; Sending application:HD 0361; Sending facility:HD 0362;
 Receiving application:HD 0361; Receiving facility:HD 0362; Sent at:TS!; Security:ST; Message type:MSG!; Control id:ST!;
 Processing id:PT! 0103; Version:VID! 0104; Sequence number:NM; Continuation pointer:ST; Accept acknowledgment:ID 0155;
 Application acknowledgment:ID 0155; Country:ID 0399; Character set:ID* 0211; Language:CE; Character set scheme:ID 0356;
 Message profile:EI*
PID Patient identification = Set id:SI; External patient id:CX; Patient identifiers:CX!*; Alternate patient id:CX*;
 Patient name:XPN!*; Mother's maiden name:XPN*; Date of birth:TS; Sex:IS 0001; Alias:XPN*; Race:CE* 0005; Address:XAD*;
 County:IS 0289; Home phone:XTN*; Business phone:XTN*; Language:CE 0296; Marital status:CE 0002; Religion:CE 0006;
 Account number:CX; Social security number:ST; Driver's licence:DLN; Mother's identifier:CX*; Ethnic group:CE* 0189;
 Birth place:ST; Multiple birth:ID 0136; Birth order:NM; Citizenship:CE* 0171; Veteran status:CE 0172; Nationality:CE 0212;
 Death date and time:TS; Dead:ID 0136; Identity unknown:ID 0136; Identity reliability:IS* 0445; Last updated:TS;
 Updated by facility:HD; Species:CE 0446; Breed:CE 0447; Strain:ST; Production class:CE 0429; Tribal citizenship:CWE* 0171
PV1 Patient visit = Set id:SI; Patient class:IS! 0004; Assigned location:PL; Admission type:IS 0007; Preadmit number:CX;
 Prior location:PL; Attending doctor:XCN*; Referring doctor:XCN*; Consulting doctor:XCN*; Hospital service:IS 0069;
 Temporary location:PL; Preadmit test:IS 0087; Readmission:IS 0092; Admit source:IS 0023; Ambulatory status:IS* 0009;
 VIP:IS 0099; Admitting doctor:XCN*; Patient type:IS 0018; Visit number:CX; Financial class:FC* 0064; Charge price:IS 0032;
 Courtesy code:IS 0045; Credit rating:IS 0046; Contract code:IS* 0044; Contract date:DT*; Contract amount:NM*;
 Contract period:NM*; Interest code:IS 0073; Bad debt code:IS 0110; Bad debt date:DT; Bad debt agency:IS 0021;
 Bad debt transferred:NM; Bad debt recovered:NM; Account deleted:IS 0111; Account deleted on:DT; Discharge disposition:IS 0112;
 Discharged to:DLD; Diet:CE 0114; Servicing facility:IS 0115; Bed status:IS 0116; Account status:IS 0117; Pending location:PL;
 Prior temporary location:PL; Admitted at:TS; Discharged at:TS*; Patient balance:NM; Total charges:NM; Total adjustments:NM;
 Total payments:NM; Alternate visit id:CX; Visit indicator:IS 0326; Other provider:XCN*
ORC Common order = Order control:ID! 0119; Placer order number:EI; Filler order number:EI; Placer group number:EI;
 Order status:ID 0038; Response flag:ID 0121; Quantity and timing:TQ*; Parent order:EIP; Transaction time:TS; Entered by:XCN*;
 Verified by:XCN*; Ordering provider:XCN*; Enterer's location:PL; Callback phone:XTN*; Effective at:TS; Control reason:CE;
 Entering organization:CE; Entering device:CE; Action by:XCN*; Beneficiary notice:CE 0339; Ordering facility:XON*;
 Facility address:XAD*; Facility phone:XTN*; Provider address:XAD*; Status modifier:CWE; Notice override reason:CWE 0552;
 Expected availability:TS; Confidentiality:CWE 0177; Order type:CWE 0482; Entering authorization:CNE 0483; Parent service:CWE
OBR Observation request = Set id:SI; Placer order number:EI; Filler order number:EI; Test ordered:CE!; Priority:ID;
 Requested at:TS; Collection start:TS; Collection end:TS; Collection volume:CQ; Collector:XCN*; Specimen action:ID 0065;
 Danger code:CE; Clinical information:ST; Specimen received at:TS; Specimen source:SPS; Ordering provider:XCN*;
 Callback phone:XTN*; Placer field 1:ST; Placer field 2:ST; Filler field 1:ST; Filler field 2:ST; Reported at:TS; Charge:MOC;
 Diagnostic section:ID 0074; Result status:ID 0123; Parent result:PRL; Quantity and timing:TQ*; Copies to:XCN*;
 Parent order:EIP; Transport:ID 0124; Reason for study:CE*; Principal interpreter:NDL; Assistant interpreter:NDL*;
 Technician:NDL*; Transcriptionist:NDL*; Scheduled at:TS; Number of containers:NM; Transport logistics:CE*;
 Collector's comment:CE*; Transport responsibility:CE; Transport arranged:ID 0224; Escort required:ID 0225;
 Transport comment:CE*; Procedure:CE 0088; Procedure modifier:CE* 0340; Placer supplement:CE* 0411; Filler supplement:CE* 0411;
 Duplicate reason:CWE 0476; Result handling:IS 0507; Parent service:CWE
OBX Observation = Set id:SI; Value type:ID 0125; Observation:CE!; Sub-id:ST; Value:varies*; Units:CE; Reference range:ST;
 Abnormal flags:IS* 0078; Probability:NM; Nature of abnormal test:ID* 0080; Status:ID! 0085; Normal values effective:TS;
 Access checks:ST; Observed at:TS; Producer:CE; Responsible observer:XCN*; Method:CE*; Equipment:EI*; Analysed at:TS;
 Reserved:varies; Reserved:varies; Reserved:varies; Performing laboratory:XON; Performing laboratory address:XAD;
 Medical director:XCN
NTE Note = Set id:SI; Source:ID 0105; Comment:FT*; Comment type:CE 0364
SPM Specimen = Set id:SI; Specimen id:EIP; Parent specimens:EIP*; Specimen type:CWE! 0487; Type modifier:CWE* 0541;
 Additives:CWE* 0371; Collection method:CWE 0488; Source site:CWE; Site modifier:CWE* 0542; Collection site:CWE 0543;
 Role:CWE* 0369; Collection amount:CQ; Grouped count:NM; Description:ST*; Handling:CWE* 0376; Risk:CWE* 0489; Collected:DR;
 Received at:TS; Expires at:TS; Available:ID 0136; Reject reason:CWE* 0490; Quality:CWE 0491; Appropriateness:CWE 0492;
 Condition:CWE* 0493; Current quantity:CQ; Number of containers:NM; Container type:CWE; Container condition:CWE 0544;
 Child role:CWE 0494
DG1 Diagnosis = Set id:SI!; Coding method:ID 0053; Diagnosis:CE 0051; Description:ST; Diagnosed at:TS; Type:IS! 0052;
 Major category:CE 0118; Related group:CE 0055; Group approved:ID 0136; Grouper review:IS 0056; Outlier type:CE 0083;
 Outlier days:NM; Outlier cost:CP; Grouper version:ST; Priority:ID 0359; Diagnosing clinician:XCN*; Classification:IS 0228;
 Confidential:ID 0136; Attested at:TS; Diagnosis id:EI; Action:ID 0206
IN1 Insurance = Set id:SI!; Plan id:CE! 0072; Company id:CX!*; Company name:XON*; Company address:XAD*;
 Company contact:XPN*; Company phone:XTN*; Group number:ST; Group name:XON*; Insured's group employer id:CX*;
 Insured's group employer name:XON*; Plan effective:DT; Plan expires:DT; Authorization:AUI; Plan type:IS 0086;
 Insured's name:XPN*; Insured's relationship:CE 0063; Insured's date of birth:TS; Insured's address:XAD*;
 Assignment of benefits:IS 0135; Coordination of benefits:IS 0173; Coordination priority:ST; Admission notice:ID 0136;
 Admission notice on:DT; Eligibility report:ID 0136; Eligibility report on:DT; Release code:IS 0093; Preadmit certificate:ST;
 Verified at:TS; Verified by:XCN*; Agreement type:IS 0098; Billing status:IS 0022; Lifetime reserve days:NM;
 Delay before reserve:NM; Company plan code:IS 0042; Policy number:ST; Deductible:CP; Limit, amount:CP; Limit, days:NM;
 Semi-private room rate:CP; Private room rate:CP; Insured's employment:CE 0066; Insured's sex:IS 0001;
 Insured's employer address:XAD*; Verification status:ST; Prior plan id:IS 0072; Coverage type:IS 0309; Handicap:IS 0295;
 Insured's id:CX*; Signature code:IS 0535; Signature on:DT; Insured's birth place:ST; VIP:IS 0099
GT1 Guarantor = Set id:SI!; Guarantor number:CX*; Guarantor name:XPN!*; Spouse name:XPN*; Address:XAD*; Home phone:XTN*;
 Business phone:XTN*; Date of birth:TS; Sex:IS 0001; Guarantor type:IS 0068; Relationship:CE 0063; Social security number:ST;
 Begins:DT; Ends:DT; Priority:NM; Employer name:XPN*; Employer address:XAD*; Employer phone:XTN*; Employee id:CX*;
 Employment status:IS 0066; Organization:XON*
NK1 Next of kin = Set id:SI!; Name:XPN*; Relationship:CE 0063; Address:XAD*; Phone:XTN*; Business phone:XTN*;
 Contact role:CE 0131; Begins:DT; Ends:DT; Job title:ST; Job code:JCC; Employee number:CX; Organization:XON*
TQ1 Timing and quantity = Set id:SI; Quantity:CQ; Repeat pattern:RPT* 0335; Explicit time:TM*; Relative time:CQ*;
 Service duration:CQ; Starts at:TS; Ends at:TS; Priority:CWE* 0485; Condition:TX; Instruction:TX; Conjunction:ID 0427;
 Occurrence duration:CQ; Total occurrences:NM
MSA Acknowledgment = Code:ID! 0008; Control id answered:ST!; Text:ST; Expected sequence number:NM; Delayed:ID; Error:CE 0357
ERR Error = Code and location:ELD*; Location:ERL*; HL7 error code:CWE! 0357; Severity:ID! 0516; Application error code:CWE 0533;
 Parameters:ST*; Diagnostic:TX; User message:TX; Inform:IS* 0517; Override type:CWE 0518; Override reason:CWE* 0519;
 Help desk:XTN*
AL1 Allergy = Set id:SI!; Type:CE 0127; Allergen:CE!; Severity:CE 0128; Reaction:ST*; Identified on:DT
FHS File header = Field separator:ST!; Encoding characters:ST!; Sending application:HD; Sending facility:HD;
 Receiving application:HD; Receiving facility:HD; Created at:TS; Security:ST; File name:ST; Comment:ST; Control id:ST;
 Reference control id:ST
BHS Batch header = Field separator:ST!; Encoding characters:ST!; Sending application:HD; Sending facility:HD;
 Receiving application:HD; Receiving facility:HD; Created at:TS; Security:ST; Batch name:ST; Comment:ST; Control id:ST;
 Reference control id:ST
BTS Batch trailer = Message count:ST; Comment:ST; Totals:NM*
FTS File trailer = Batch count:NM; Comment:ST
`;

/** Component names of the data types that people read in paths (chapter 2A). */
export const COMPONENT_ROWS = `
CX = id; check digit; check scheme; assigning authority; identifier type; facility
XPN = family name; given name; middle names; suffix; prefix; degree; name type
XCN = id; family name; given name; middle names; suffix; prefix; degree; source table; assigning authority; name type;
 check digit; check scheme; identifier type
XAD = street; other line; city; state; postal code; country; address type
XTN = number; use; equipment; email; country code; area code; local number; extension; any text
CE = code; text; coding system; alternate code; alternate text; alternate coding system
CWE = code; text; coding system; alternate code; alternate text; alternate coding system; system version;
 alternate system version; original text
EI = id; namespace; universal id; universal id type
EIP = placer's id; filler's id
HD = namespace; universal id; universal id type
MSG = type; trigger event; structure
PL = point of care; room; bed; facility
XON = name; name type; id; check digit; check scheme; assigning authority
DR = start; end
CQ = quantity; units
TQ = quantity; interval; duration; start; end; priority
SPS = specimen; additives; description; body site
`;
