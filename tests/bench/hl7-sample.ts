/** A result message as a laboratory sends it, 19 segments and about 2 KB; nobody in it exists. */
const ANALYTES = [
  "2951-2^Sodium^LN|139|mmol/L|136-145|N",
  "2823-3^Potassium^LN|4.1|mmol/L|3.5-5.1|N",
  "2075-0^Chloride^LN|103|mmol/L|98-107|N",
  "2028-9^Carbon dioxide^LN|25|mmol/L|22-29|N",
  "3094-0^Urea nitrogen^LN|31|mg/dL|7-20|H",
  "2160-0^Creatinine^LN|1.0|mg/dL|0.6-1.1|N",
  "2345-7^Glucose^LN|92|mg/dL|70-99|N",
  "17861-6^Calcium^LN|9.4|mg/dL|8.6-10.2|N",
  "2885-2^Protein^LN|7.1|g/dL|6.4-8.3|N",
  "1751-7^Albumin^LN|4.3|g/dL|3.5-5.2|N",
  "1975-2^Bilirubin^LN|0.6|mg/dL|0.0-1.2|N",
  "6768-6^Alkaline phosphatase^LN|77|U/L|40-129|N",
];

const observations = ANALYTES.map((row, i) => {
  const [code, value, units, range, flag] = row.split("|");
  return `OBX|${i + 1}|NM|${code}||${value}|${units}^^UCUM|${range}|${flag}|||F|||20260102083000-0500||TECH7^Tester^Tess`;
});

export const SAMPLE = [
  "MSH|^~\\&|LAB^1.2.3.4^ISO|SAMPLEVILLE|EMR|CLINIC|20260102093000-0500||ORU^R01^ORU_R01|BENCH-0001|P|2.5.1|||AL|NE",
  "PID|1||MRN-001^^^CLINIC&1.2.3.5&ISO^MR~LAB-77^^^LAB^PI||Fictus^Alma^Q||19800102|F||2106-3^White^HL70005|1 Nowhere Road^^Sampleville^IL^00000^USA||^PRN^PH^^1^555^5550100",
  "PV1|1|O|EXAM1^^^CLINIC||||1000000004^Sample^Doctor^^^^MD^^NPI",
  "ORC|RE|P-5001^EMR|F-9001^LAB||CM||||20260102080000|||1000000004^Sample^Doctor^^^^MD^^NPI",
  "OBR|1|P-5001^EMR|F-9001^LAB|24323-8^Comprehensive metabolic panel^LN|||20260102081500-0500|||||||||1000000004^Sample^Doctor^^^^MD^^NPI||||||20260102093000-0500||CH|F",
  ...observations,
  "NTE|1|L|Slightly haemolysed\\.br\\Interpret potassium with care",
  "SPM|1|P-5001&EMR^F-9001&LAB||SER^Serum^HL70487|||||||||||||20260102081500-0500|20260102084000-0500",
]
  .map((line) => `${line}\r`)
  .join("");

/** Places that a mapping of results reads; the first ten are the ones that routing and matching need. */
export const READS = [
  "MSH-9.1",
  "MSH-10",
  "PID-3.1",
  "PID-5.1",
  "PID-5.2",
  "PID-7",
  "OBR-3.1",
  "OBR-4.1",
  "OBR-25",
  "OBX-5",
  "MSH-3.1",
  "MSH-4.1",
  "MSH-7",
  "MSH-9.2",
  "MSH-11",
  "MSH-12",
  "PID-3.4.1",
  "PID-3.5",
  "PID-3[2].1",
  "PID-5.3",
  "PID-8",
  "PID-11.1",
  "PID-11.3",
  "PID-11.4",
  "PID-11.5",
  "OBR-2.1",
  "OBR-4.2",
  "OBR-7",
  "OBR-16.1",
  "OBR-16.2",
  "OBR-22",
  "OBR-24",
  "OBX-2",
  "OBX-3.1",
  "OBX-3.2",
  "OBX-6.1",
  "OBX-7",
  "OBX-11",
] as const;
