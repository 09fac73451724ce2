/**
 * Data types and their components (HL7 v2.5.1 and v2.9 chapter 2A). Row format: see `rows.ts`; components have no
 * description, and a type without components is a primitive one.
 */
export const DATA_TYPE_ROWS = `
# ST String

# TX Text

# FT Formatted text

# NM Number

# SI Sequence number

# ID Code from an HL7 table

# IS Code from a user-defined table

# DT Date

# TM Time

# DTM Date and time

# GTS General timing specification

# TN Telephone number

# SNM String of digits

# varies Type decided elsewhere

# CM Composite, different in each field

# AD Address
Street address: ST
Other designation: ST
City: ST
State or province: ST
Zip or postal code: ST
Country: ID 0399
Address type: ID 0190
Other geographic designation: ST

# AUI Authorization information
Authorization number: ST
Date: DT
Source: ST

# CCD Charge code and date
Invocation event: ID R 0100
Date/time: TS

# CCP Channel calibration parameters
Channel calibration sensitivity correction factor: NM
Channel calibration baseline: NM
Channel calibration time skew: NM

# CD Channel definition
Channel identifier: WVI
Waveform source: WVS
Channel sensitivity and units: CSU
Channel calibration parameters: CCP
Channel sampling frequency: NM
Minimum and maximum data values: NR

# CE Coded element
Identifier: ST
Text: ST
Name of coding system: ID 0396
Alternate identifier: ST
Alternate text: ST
Name of alternate coding system: ID 0396

# CF Coded element with formatted values
Identifier: ST
Formatted text: FT
Name of coding system: ID 0396
Alternate identifier: ST
Alternate formatted text: FT
Name of alternate coding system: ID 0396
Coding system version ID: ST +2.7
Alternate coding system version ID: ST +2.7
Original text: ST +2.7

# CK Check digit number
ID number: NM
Check digit: NM
Check digit scheme: ID 0061
Assigning authority: HD

# CN Composite ID number and name
ID number: ST
Family name: ST
Given name: ST
Second and further given names or initials: ST
Suffix: ST
Prefix: ST
Degree: ST
Source table: ID 0297
Assigning authority: HD

# CNE Coded with no exceptions
Identifier: ST R
Text: ST
Name of coding system: ID 0396
Alternate identifier: ST
Alternate text: ST
Name of alternate coding system: ID 0396
Coding system version ID: ST
Alternate coding system version ID: ST
Original text: ST
Second alternate identifier: ST +2.7
Second alternate text: ST +2.7
Name of second alternate coding system: ID +2.7 0396
Second alternate coding system version ID: ST +2.7
Coding system OID: ST +2.7
Value set OID: ST +2.7
Value set version ID: DTM +2.7
Alternate coding system OID: ST +2.7
Alternate value set OID: ST +2.7
Alternate value set version ID: DTM +2.7
Second alternate coding system OID: ST +2.7
Second alternate value set OID: ST +2.7
Second alternate value set version ID: DTM +2.7

# CNN Composite ID number and name, simplified
ID number: ST
Family name: ST
Given name: ST
Second and further given names or initials: ST
Suffix: ST
Prefix: ST
Degree: IS 0360
Source table: IS 0297
Assigning authority - namespace ID: IS 0363
Assigning authority - universal ID: ST
Assigning authority - universal ID type: ID 0301

# CP Composite price
Price: MO R
Price type: ID 0205
From value: NM
To value: NM
Range units: CE
Range type: ID 0298

# CQ Composite quantity with units
Quantity: NM
Units: CE

# CSU Channel sensitivity and units
Channel sensitivity: NM
Unit of measure identifier: ST
Unit of measure description: ST
Unit of measure coding system: ID 0396
Alternate unit of measure identifier: ST
Alternate unit of measure description: ST
Alternate unit of measure coding system: ID 0396

# CWE Coded with exceptions
Identifier: ST
Text: ST
Name of coding system: ID 0396
Alternate identifier: ST
Alternate text: ST
Name of alternate coding system: ID 0396
Coding system version ID: ST
Alternate coding system version ID: ST
Original text: ST
Second alternate identifier: ST +2.7
Second alternate text: ST +2.7
Name of second alternate coding system: ID +2.7 0396
Second alternate coding system version ID: ST +2.7
Coding system OID: ST +2.7
Value set OID: ST +2.7
Value set version ID: DTM +2.7
Alternate coding system OID: ST +2.7
Alternate value set OID: ST +2.7
Alternate value set version ID: DTM +2.7
Second alternate coding system OID: ST +2.7
Second alternate value set OID: ST +2.7
Second alternate value set version ID: DTM +2.7

# CX Identifier with check digit
ID number: ST R
Check digit: ST
Check digit scheme: ID 0061
Assigning authority: HD 0363
Identifier type code: ID 0203
Assigning facility: HD
Effective date: DT +2.4
Expiration date: DT +2.4
Assigning jurisdiction: CWE +2.5
Assigning agency or department: CWE +2.5
Security check: ST +2.7
Security check scheme: ID +2.7 0904

# DDI Daily deductible information
Delay days: NM
Monetary amount: MO R
Number of days: NM

# DIN Date and institution name
Date: TS R
Institution name: CE R 0537

# DLD Discharge to location and date
Discharge location: IS R 0113
Effective date: TS

# DLN Driver's license number
License number: ST R
Issuing state, province, country: IS 0333
Expiration date: DT

# DLT Delta
Normal range: NR
Numeric threshold: NM
Change computation: ID 0523
Days retained: NM

# DR Date/time range
Range start date/time: TS
Range end date/time: TS

# DTN Day type and number
Day type: IS R 0149
Number of days: NM R

# ED Encapsulated data
Source application: HD
Type of data: ID R 0191
Data subtype: ID 0291
Encoding: ID R 0299
Data: TX R

# EI Entity identifier
Entity identifier: ST
Namespace ID: IS 0363
Universal ID: ST C
Universal ID type: ID C 0301

# EIP Entity identifier pair
Placer assigned identifier: EI
Filler assigned identifier: EI

# ELD Error location and description
Segment ID: ST
Segment sequence: NM
Field position: NM
Code identifying error: CE 0357

# ERL Error location
Segment ID: ST R
Segment sequence: NM R
Field position: NM
Field repetition: NM
Component number: NM
Sub-component number: NM

# FC Financial class
Financial class code: IS R 0064
Effective date: TS

# FN Family name
Surname: ST R
Own surname prefix: ST
Own surname: ST
Surname prefix from partner/spouse: ST
Surname from partner/spouse: ST

# HD Hierarchic designator
Namespace ID: IS 0300
Universal ID: ST C
Universal ID type: ID C 0301

# ICD Insurance certification definition
Certification patient type: IS 0150
Certification required: ID R 0136
Date/time certification required: TS

# JCC Job code and class
Job code: IS 0327
Job class: IS 0328
Job description text: TX +2.5

# LA1 Location with address, first form
Point of care: IS 0302
Room: IS 0303
Bed: IS 0304
Facility: HD
Location status: IS 0306
Patient location type: IS 0305
Building: IS 0307
Floor: IS 0308
Address: AD

# LA2 Location with address, second form
Point of care: IS 0302
Room: IS 0303
Bed: IS 0304
Facility: HD
Location status: IS 0306
Patient location type: IS 0305
Building: IS 0307
Floor: IS 0308
Street address: ST
Other designation: ST
City: ST
State or province: ST
Zip or postal code: ST
Country: ID 0399
Address type: ID 0190
Other geographic designation: ST

# MA Multiplexed array
Sample 1 from channel 1: NM
Sample 1 from channel 2: NM
Sample 1 from channel N: NM
Sample 2 from channel 1: NM
Sample 2 from channel N: NM
Sample N from channel N: NM

# MO Money
Quantity: NM
Denomination: ID

# MOC Money and charge code
Monetary amount: MO
Charge code: CE

# MOP Money or percentage
Money or percentage indicator: ID R 0148
Money or percentage quantity: NM R
Currency denomination: ID +2.5.1

# MSG Message type
Message code: ID R 0076
Trigger event: ID R 0003
Message structure: ID O>R@2.5 +2.3.1 0354

# NA Numeric array
Value 1: NM R
Value 2: NM
Value 3: NM
Value 4: NM

# NDL Name with date and location
Name: CNN
Start date/time: TS
End date/time: TS
Point of care: IS 0302
Room: IS 0303
Bed: IS 0304
Facility: HD
Location status: IS 0306
Patient location type: IS 0305
Building: IS 0307
Floor: IS 0308

# NR Numeric range
Low value: NM
High value: NM

# OCD Occurrence code and date
Occurrence code: CNE R 0350
Occurrence date: DT R

# OG Observation grouper
Original sub-identifier: ST
Group: NM
Sequence: NM
Identifier: ST

# OSD Order sequence definition
Sequence/results flag: ID R 0524
Placer order number, entity identifier: ST R
Placer order number, namespace ID: IS 0363
Filler order number, entity identifier: ST R
Filler order number, namespace ID: IS 0363
Sequence condition value: ST
Maximum number of repeats: NM
Placer order number, universal ID: ST R
Placer order number, universal ID type: ID 0301
Filler order number, universal ID: ST R
Filler order number, universal ID type: ID 0301

# OSP Occurrence span code and date
Occurrence span code: CNE R 0351
Occurrence span start date: DT
Occurrence span stop date: DT

# PIP Practitioner institutional privileges
Privilege: CE R 0525
Privilege class: CE 0526
Expiration date: DT
Activation date: DT
Facility: EI

# PL Person location
Point of care: IS>HD@2.7 0302
Room: IS>HD@2.7 0303
Bed: IS>HD@2.7 0304
Facility: HD
Location status: IS 0306
Person location type: IS 0305
Building: IS>HD@2.7 0307
Floor: IS>HD@2.7 0308
Location description: ST
Comprehensive location identifier: EI +2.5
Assigning authority for location: HD +2.5

# PLN Practitioner license or other ID number
ID number: ST R
Type of ID number: IS R 0338
State/other qualifying information: ST
Expiration date: DT

# PN Person name
Family name: ST
Given name: ST
Second and further given names or initials: ST
Suffix: ST
Prefix: ST
Degree: ST

# PPN Performing person time stamp
ID number: ST
Family name: FN
Given name: ST
Second and further given names or initials: ST
Suffix: ST
Prefix: ST
Degree: IS B -2.7 0360
Source table: IS C 0297
Assigning authority: HD 0363
Name type code: ID 0200
Identifier check digit: ST
Check digit scheme: ID C 0061
Identifier type code: ID 0203
Assigning facility: HD
Date/time action performed: TS
Name representation code: ID 0465
Name context: CE 0448
Name validity range: DR B -2.7
Name assembly order: ID 0444
Effective date: TS +2.5
Expiration date: TS +2.5
Professional suffix: ST +2.5
Assigning jurisdiction: CWE +2.5
Assigning agency or department: CWE +2.5
Security check: ST +2.7
Security check scheme: ID +2.7 0904

# PRL Parent result link
Parent observation identifier: CE R
Parent observation sub-identifier: ST
Parent observation value descriptor: TX

# PT Processing type
Processing ID: ID R 0103
Processing mode: ID 0207

# PTA Policy type and amount
Policy type: IS R 0147
Amount class: IS 0193
Money or percentage quantity: NM B
Money or percentage: MOP R

# QIP Query input parameter list
Segment field name: ST
Values: ST

# QSC Query selection criteria
Segment field name: ST
Relational operator: ID 0209
Value: ST
Relational conjunction: ID 0210

# RCD Row column definition
Segment field name: ST
HL7 data type: ID 0440
Maximum column width: NM

# RFR Reference range
Numeric range: NR R
Administrative sex: IS 0001
Age range: NR
Gestational age range: NR
Species: ST
Race/subspecies: ST
Conditions: TX

# RI Repeat interval
Repeat pattern: IS 0335
Explicit time interval: ST

# RMC Room coverage
Room type: IS R 0145
Amount type: IS 0146
Coverage amount: NM B
Money or percentage: MOP R

# RP Reference pointer
Pointer: ST
Application ID: HD
Type of data: ID 0834
Subtype: ID 0291

# RPT Repeat pattern
Repeat pattern code: CWE R 0335
Calendar alignment: ID 0527
Phase range begin value: NM
Phase range end value: NM
Period quantity: NM
Period units: IS
Institution specified time: ID 0136
Event: ID 0528
Event offset quantity: NM
Event offset units: IS
General timing specification: GTS

# SAD Street address
Street or mailing address: ST
Street name: ST
Dwelling number: ST

# SCV Scheduling class value pair
Parameter class: CWE 0294
Parameter value: ST

# SN Structured numeric
Comparator: ST
Num1: NM
Separator/suffix: ST
Num2: NM

# SPD Specialty description
Specialty name: ST R
Governing board: ST
Eligible or certified: ID 0337
Date of certification: DT

# SPS Specimen source
Specimen source name or code: CWE 0070
Additives: CWE 0371
Specimen collection method: TX
Body site: CWE 0163
Site modifier: CWE 0495
Collection method modifier code: CWE
Specimen role: CWE 0369

# SRT Sort order
Sort-by field: ST R
Sequencing: ID 0397

# TQ Timing and quantity
Quantity: CQ
Interval: RI
Duration: ST
Start date/time: TS
End date/time: TS
Priority: ST
Condition: ST
Text: TX
Conjunction: ID 0472
Order sequencing: OSD
Occurrence duration: CE
Total occurrences: NM

# TS Time stamp
Time: DTM R
Degree of precision: ID B 0529

# UVC Value code and amount
Value code: CNE R 0153
Value amount: MO

# VH Visiting hours
Start day range: ID 0267
End day range: ID 0267
Start hour range: TM
End hour range: TM

# VID Version identifier
Version ID: ID 0104
Internationalization code: CE +2.3.1 0399
International version ID: CE +2.3.1

# VR Value range
First data code value: ST
Last data code value: ST

# WVI Channel identifier
Channel number: NM R
Channel name: ST

# WVS Waveform source
Source one name: ST R
Source two name: ST

# XAD Extended address
Street address: SAD
Other designation: ST
City: ST
State or province: ST
Zip or postal code: ST
Country: ID 0399
Address type: ID 0190
Other geographic designation: ST
County/parish code: IS 0289
Census tract: IS 0288
Address representation code: ID +2.3.1 0465
Address validity range: DR B +2.4 -2.7
Effective date: TS +2.5
Expiration date: TS +2.5
Expiration reason: CWE +2.7 0616
Temporary indicator: ID +2.7 0136
Bad address indicator: ID +2.7 0136
Address usage: ID +2.7 0617
Addressee: ST +2.7
Comment: ST +2.7
Preference order: NM +2.7
Protection code: CWE +2.7 0618
Address identifier: EI +2.7

# XCN Extended person name and ID number
ID number: ST
Family name: FN
Given name: ST
Second and further given names or initials: ST
Suffix: ST
Prefix: ST
Degree: IS B -2.7 0360
Source table: IS C 0297
Assigning authority: HD 0363
Name type code: ID 0200
Identifier check digit: ST
Check digit scheme: ID C 0061
Identifier type code: ID 0203
Assigning facility: HD
Name representation code: ID +2.3.1 0465
Name context: CE +2.4 0448
Name validity range: DR B +2.4 -2.7
Name assembly order: ID +2.4 0444
Effective date: TS +2.5
Expiration date: TS +2.5
Professional suffix: ST +2.5
Assigning jurisdiction: CWE +2.5
Assigning agency or department: CWE +2.5
Security check: ST +2.7
Security check scheme: ID +2.7 0904

# XON Extended organization name and ID number
Organization name: ST
Organization name type code: IS 0204
ID number: NM B -2.7
Check digit: NM>ST@2.7
Check digit scheme: ID 0061
Assigning authority: HD 0363
Identifier type code: ID 0203
Assigning facility: HD
Name representation code: ID +2.3.1 0465
Organization identifier: ST +2.5

# XPN Extended person name
Family name: FN
Given name: ST
Second and further given names or initials: ST
Suffix: ST
Prefix: ST
Degree: IS B -2.7 0360
Name type code: ID 0200
Name representation code: ID +2.3.1 0465
Name context: CE +2.4 0448
Name validity range: DR B +2.4 -2.7
Name assembly order: ID +2.4 0444
Effective date: TS +2.5
Expiration date: TS +2.5
Professional suffix: ST +2.5
Called by: ST +2.7

# XTN Extended telecommunication number
Telephone number: ST B -2.7
Telecommunication use code: ID 0201
Telecommunication equipment type: ID 0202
Email address: ST
Country code: NM>SNM@2.7
Area/city code: NM>SNM@2.7
Local number: NM>SNM@2.7
Extension: NM>SNM@2.7
Any text: ST
Extension prefix: ST +2.5
Speed dial code: ST +2.5
Unformatted telephone number: ST +2.5
Effective start date: DTM +2.7
Expiration date: DTM +2.7
Expiration reason: CWE +2.7 0868
Protection code: CWE +2.7 0618
Shared telecommunication identifier: EI +2.7
Preference order: NM +2.7
`;
