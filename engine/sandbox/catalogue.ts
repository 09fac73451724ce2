/** What the sandbox laboratory can measure. LOINC codes are real, reference ranges plausible, values invented. */

export type Analyte = {
  loinc: string;
  name: string;
  units: string;
} & (
  | { kind: "number"; low: number | null; high: number | null; digits: number }
  | { kind: "words"; normal: readonly [string, ...string[]]; abnormal: readonly [string, ...string[]] }
);

export type CatalogueTest = { name: string; specimen: string; analytes: readonly Analyte[] };

const SERUM = "SER^Serum^HL70487";
const BLOOD = "WB^Whole blood^HL70487";
const PLASMA = "PLAS^Plasma^HL70487";
const URINE = "UR^Urine^HL70487";

const n = (
  loinc: string,
  name: string,
  units: string,
  low: number | null,
  high: number | null,
  digits = 0,
): Analyte => ({
  kind: "number",
  loinc,
  name,
  units,
  low,
  high,
  digits,
});
const w = (loinc: string, name: string, normal: [string, ...string[]], abnormal: [string, ...string[]]): Analyte => ({
  kind: "words",
  loinc,
  name,
  units: "",
  normal,
  abnormal,
});

const GLUCOSE = n("2345-7", "Glucose", "mg/dL", 70, 99);
const BMP = [
  GLUCOSE,
  n("3094-0", "Urea nitrogen", "mg/dL", 7, 20),
  n("2160-0", "Creatinine", "mg/dL", 0.6, 1.2, 2),
  n("2951-2", "Sodium", "mmol/L", 135, 145),
  n("2823-3", "Potassium", "mmol/L", 3.5, 5.1, 1),
  n("2075-0", "Chloride", "mmol/L", 98, 107),
  n("2028-9", "Carbon dioxide", "mmol/L", 22, 29),
  n("17861-6", "Calcium", "mg/dL", 8.6, 10.3, 1),
];
const HEPATIC = [
  n("2885-2", "Protein, total", "g/dL", 6, 8.3, 1),
  n("1751-7", "Albumin", "g/dL", 3.5, 5.2, 1),
  n("1975-2", "Bilirubin, total", "mg/dL", 0.2, 1.2, 1),
  n("6768-6", "Alkaline phosphatase", "U/L", 40, 129),
  n("1920-8", "AST", "U/L", 10, 40),
  n("1742-6", "ALT", "U/L", 7, 56),
];
const CBC = [
  n("6690-2", "WBC", "10*3/uL", 4, 11, 1),
  n("789-8", "RBC", "10*6/uL", 4.2, 5.8, 2),
  n("718-7", "Hemoglobin", "g/dL", 12, 17, 1),
  n("4544-3", "Hematocrit", "%", 36, 50, 1),
  n("787-2", "MCV", "fL", 80, 100, 1),
  n("785-6", "MCH", "pg", 27, 33, 1),
  n("786-4", "MCHC", "g/dL", 32, 36, 1),
  n("788-0", "RDW", "%", 11.5, 14.5, 1),
  n("777-3", "Platelets", "10*3/uL", 150, 400),
];
const DIFFERENTIAL = [
  n("770-8", "Neutrophils", "%", 40, 70, 1),
  n("736-9", "Lymphocytes", "%", 20, 45, 1),
  n("5905-5", "Monocytes", "%", 2, 10, 1),
  n("713-8", "Eosinophils", "%", 0, 6, 1),
  n("706-2", "Basophils", "%", 0, 1, 1),
];
const URINALYSIS = [
  w("5778-6", "Color", ["Yellow", "Straw"], ["Amber", "Red"]),
  w("5767-9", "Appearance", ["Clear"], ["Hazy", "Cloudy"]),
  n("5811-5", "Specific gravity", "", 1.005, 1.03, 3),
  n("5803-2", "pH", "", 5, 8, 1),
  w("20454-5", "Protein", ["Negative"], ["Trace", "1+", "2+"]),
  w("25428-4", "Glucose", ["Negative"], ["1+", "3+"]),
  w("5802-4", "Nitrite", ["Negative"], ["Positive"]),
  w("5799-2", "Leukocyte esterase", ["Negative"], ["Trace", "2+"]),
];

const one = (name: string, specimen: string, ...analytes: Analyte[]): CatalogueTest => ({ name, specimen, analytes });

const TESTS: Record<string, CatalogueTest> = {
  A1C: one("Hemoglobin A1c", BLOOD, n("4548-4", "Hemoglobin A1c", "%", 4, 5.6, 1)),
  BMP: one("Basic metabolic panel", SERUM, ...BMP),
  CMP: one("Comprehensive metabolic panel", SERUM, ...BMP, ...HEPATIC),
  HFP: one("Hepatic function panel", SERUM, ...HEPATIC, n("1968-7", "Bilirubin, direct", "mg/dL", 0, 0.3, 1)),
  CBC: one("Complete blood count", BLOOD, ...CBC),
  CBCD: one("Complete blood count with differential", BLOOD, ...CBC, ...DIFFERENTIAL),
  LIPID: one(
    "Lipid panel",
    SERUM,
    n("2093-3", "Cholesterol, total", "mg/dL", null, 199),
    n("2571-8", "Triglycerides", "mg/dL", null, 149),
    n("2085-9", "HDL cholesterol", "mg/dL", 40, null),
    n("13457-7", "LDL cholesterol, calculated", "mg/dL", null, 99),
  ),
  TSH: one("Thyrotropin", SERUM, n("3016-3", "TSH", "uIU/mL", 0.45, 4.5, 2)),
  FT4: one("Thyroxine, free", SERUM, n("3024-7", "Free T4", "ng/dL", 0.82, 1.77, 2)),
  FERR: one("Ferritin", SERUM, n("2276-4", "Ferritin", "ng/mL", 30, 400)),
  IRON: one("Iron and TIBC", SERUM, n("2498-4", "Iron", "ug/dL", 50, 170), n("2500-7", "TIBC", "ug/dL", 250, 450)),
  VITD25: one("Vitamin D, 25-hydroxy", SERUM, n("62292-8", "25-OH vitamin D", "ng/mL", 30, 100, 1)),
  B12: one("Vitamin B12", SERUM, n("2132-9", "Vitamin B12", "pg/mL", 232, 1245)),
  FOL: one("Folate", SERUM, n("2284-8", "Folate", "ng/mL", 3, null, 1)),
  UA: one("Urinalysis", URINE, ...URINALYSIS),
  MALB: one(
    "Microalbumin, urine",
    URINE,
    n("14957-5", "Microalbumin", "mg/L", null, 20, 1),
    n("2161-8", "Creatinine, urine", "mg/dL", 20, 300),
    n("9318-7", "Albumin/creatinine ratio", "mg/g", null, 30, 1),
  ),
  PSA: one("Prostate specific antigen", SERUM, n("2857-1", "PSA", "ng/mL", 0, 4, 2)),
  HSCRP: one("C-reactive protein, high sensitivity", SERUM, n("30522-7", "hs-CRP", "mg/L", null, 3, 1)),
  GLU: one("Glucose", SERUM, GLUCOSE),
  HCG: one("Pregnancy test, serum", SERUM, w("2118-8", "hCG, qualitative", ["Negative"], ["Positive"])),
  PT: one("Prothrombin time", PLASMA, n("5902-2", "PT", "s", 11, 13.5, 1), n("6301-6", "INR", "", 0.9, 1.2, 1)),
  MG: one("Magnesium", SERUM, n("19123-9", "Magnesium", "mg/dL", 1.6, 2.6, 1)),
  PHOS: one("Phosphorus", SERUM, n("2777-1", "Phosphate", "mg/dL", 2.5, 4.5, 1)),
  URIC: one("Uric acid", SERUM, n("3084-1", "Uric acid", "mg/dL", 3.5, 7.2, 1)),
};

/** The test behind a laboratory code; an unknown code gets one numeric analyte of its own. */
export function catalogueTest(code: string, text: string): CatalogueTest {
  const known = TESTS[code.toUpperCase()];
  return known ?? { name: text || code, specimen: SERUM, analytes: [n("", text || code, "units", 10, 50, 1)] };
}

/** The laboratory codes with a definition of their own. */
export const catalogueCodes = (): string[] => Object.keys(TESTS);
