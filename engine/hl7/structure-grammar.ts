/**
 * Message structures met in laboratory traffic (HL7 v2.5.1 chapters 2, 4, 7, 8, 13; later versions where they differ).
 *
 * Notation: `OBR` once, `[OBR]` at most once, `{OBR}` once or more, `[{OBR}]` any number, `<OBR|RXO>` one of them,
 * `(A: …)` a group once. A bracket that begins with `NAME:` is a group of that name; `NAME!:` is entered only by its first
 * segment, never guessed. `SPM@2.5` came with v2.5: in an older message it keeps its place and is reported.
 */

export interface StructureVariant {
  /** First version it holds for; the next variant's `since` ends it. */
  readonly since: number;
  readonly grammar: string;
}

const PRIOR = `[{PRIOR_RESULT!: (PATIENT_PRIOR: PID [PD1] [{PRT@2.7}]) [PATIENT_VISIT_PRIOR: PV1 [PV2] [{PRT@2.7}]] [{AL1}]
  {ORDER_PRIOR: [ORC] [{PRT@2.7}] OBR [{NTE}] [{PRT@2.7}] [{TIMING_PRIOR: TQ1@2.5 [{TQ2}]}]
    {OBSERVATION_PRIOR: OBX [{PRT@2.7}] [{NTE}]}}}]`;
const INSURANCE = "[{INSURANCE: IN1 [IN2] [IN3]}]";
const TIMING = "[{TIMING: TQ1@2.5 [{TQ2}]}]";
const DETAIL = "<OBR|RQD|RQ1|RXO|ODS|ODT>";
const MASTER = "MSH [{SFT@2.5}] [UAC@2.7] MFI";

/** By structure name (MSH-9.3), oldest variant first. */
export const STRUCTURE_GRAMMARS: Readonly<Record<string, readonly StructureVariant[]>> = {
  ORU_R01: [
    {
      since: 2,
      grammar: `MSH [{SFT@2.5}] [{NTE}]
        {PATIENT_RESULT:
          [PATIENT: PID [PD1] [{NTE}] [{NK1}] [VISIT: PV1 [PV2] [{PRT@2.7}]]]
          {ORDER_OBSERVATION: [ORC] OBR [{NTE}] [{PRT@2.7}] [{TIMING_QTY: TQ1@2.5 [{TQ2}]}] [CTD]
            [{OBSERVATION: OBX [{PRT@2.7}] [{NTE}]}] [{FT1}] [{CTI}] [{SPECIMEN: SPM@2.5 [{OBX}]}]}}
        [DSC]`,
    },
    {
      since: 2.7,
      grammar: `MSH [{ARV@2.9}] [{SFT}] [UAC] [{NTE}]
        {PATIENT_RESULT:
          [PATIENT: PID [PD1] [{PRT}] [{NTE}] [{NK1}] [{ARV@2.9}] [{PATIENT_OBSERVATION!: OBX [{PRT}]}]
            [VISIT: PV1 [PV2] [{PRT}]]]
          {ORDER_OBSERVATION: [COMMON_ORDER: ORC [{NTE}] [{PRT}]] OBR [{NTE}] [{PRT}] [{TIMING_QTY: TQ1 [{TQ2}]}] [CTD]
            [{OBSERVATION: OBX [{PRT}] [{NTE}]}] [{FT1}] [{CTI}]
            [{SPECIMEN: SPM [{NTE}] [{SPECIMEN_OBSERVATION: OBX [{PRT}]}]}] [{DEVICE: DEV [{OBX}]}]}}
        [DSC]`,
    },
  ],
  ORM_O01: [
    {
      since: 2,
      grammar: `MSH [{NTE}]
        [PATIENT: PID [PD1] [{NTE}] [PATIENT_VISIT: PV1 [PV2]] ${INSURANCE} [GT1] [{AL1}]]
        {ORDER: ORC
          [ORDER_DETAIL: ${DETAIL} [{NTE}] [CTD] [{DG1}] [{OBSERVATION: OBX [{NTE}]}]]
          [{FT1}] [{CTI}] [BLG]}`,
    },
  ],
  ORR_O02: [
    {
      since: 2,
      grammar: `MSH MSA [{ERR}] [{NTE}]
        [RESPONSE: [PATIENT: PID [{NTE}]] {ORDER: ORC [ORDER_DETAIL: ${DETAIL} [{NTE}] [{CTI}]]}]`,
    },
  ],
  OML_O21: [
    {
      since: 2,
      grammar: `MSH [{SFT@2.5}] [{NTE}]
        [PATIENT: PID [PD1] [{NTE}] [{NK1}] [PATIENT_VISIT: PV1 [PV2]] ${INSURANCE} [GT1] [{AL1}]]
        {ORDER: ORC [{PRT@2.7}] ${TIMING}
          [OBSERVATION_REQUEST: OBR [TCD] [{NTE}] [{PRT@2.7}] [CTD] [{DG1}]
            [{OBSERVATION: OBX [{PRT@2.7}] [TCD] [{NTE}]}]
            [{SPECIMEN: SPM@2.5 [{OBX}] [{CONTAINER: SAC [{OBX}]}]}] [{CONTAINER: SAC [{OBX}]}] ${PRIOR}]
          [{FT1}] [{CTI}] [BLG]}`,
    },
    {
      since: 2.7,
      grammar: `MSH [{ARV@2.9}] [{SFT}] [UAC] [{NTE}]
        [PATIENT: PID [PD1] [{PRT}] [{NTE}] [{NEXT_OF_KIN: NK1}] [{ARV@2.9}] [PATIENT_VISIT: PV1 [PV2] [{PRT}]]
          ${INSURANCE} [GT1] [{AL1}]]
        {ORDER: ORC [{NTE}] [{PRT}] ${TIMING}
          [OBSERVATION_REQUEST: OBR [TCD] [{NTE}] [{PRT}] [CTD] [{DG1}] [{OBSERVATION: OBX [{PRT}] [TCD] [{NTE}]}]
            [{SPECIMEN: SPM [{NTE}] [{SPECIMEN_OBSERVATION: OBX [{PRT}]}]
              [{CONTAINER: SAC [{NTE}] [{CONTAINER_OBSERVATION: OBX [{PRT}]}]}]}]
            [IPC] ${PRIOR}]
          [{FT1}] [{CTI}] [BLG]}
        [{DEVICE: DEV@2.8 [{OBX}]}]`,
    },
  ],
  ORL_O22: [
    {
      since: 2,
      grammar: `MSH MSA [{ERR}] [{SFT@2.5}] [{NTE}]
        [RESPONSE: [PATIENT: PID
          [{ORDER: ORC ${TIMING}
            [OBSERVATION_REQUEST: OBR [{SPECIMEN: SPM@2.5 [{SAC}]}] [{SAC}]]}]]]`,
    },
    {
      since: 2.7,
      grammar: `MSH MSA [{ARV@2.9}] [{ERR}] [{SFT}] [UAC] [{NTE}]
        [RESPONSE: PID [{PRT}] [{ARV@2.9}]
          [{ORDER: ORC [{PRT}] ${TIMING} [OBSERVATION_REQUEST: OBR [{PRT}] [{SPECIMEN: SPM [{SAC}]}]]}]]`,
    },
  ],
  ACK: [{ since: 2, grammar: "MSH [{SFT@2.5}] [UAC@2.7] MSA [{ERR}]" }],
  MFN_M04: [{ since: 2, grammar: `${MASTER} [{NTE@2.9}] {MF_CDM: MFE [{NTE@2.9}] CDM [{NTE@2.9}] [{PRC}]}` }],
  MFN_M08: [
    {
      since: 2,
      grammar: `${MASTER} {MF_TEST_NUMERIC: MFE OM1 [{OMC@2.8}] [{PRT@2.7}] [OM2] [OM3] [{OM4}]}`,
    },
  ],
  MFN_M09: [
    {
      since: 2,
      grammar: `${MASTER} {MF_TEST_CATEGORICAL: MFE OM1 [{OMC@2.8}] [{PRT@2.7}] [MF_TEST_CAT_DETAIL: OM3 [{OM4}]]}`,
    },
  ],
  MFN_M10: [
    {
      since: 2,
      grammar: `${MASTER} {MF_TEST_BATTERIES: MFE OM1 [{OMC@2.8}] [{PRT@2.7}] [MF_TEST_BATT_DETAIL: OM5 [{OM4}]]}`,
    },
  ],
  MFN_M11: [
    {
      since: 2,
      grammar: `${MASTER} {MF_TEST_CALCULATED: MFE OM1 [{OMC@2.8}] [{PRT@2.7}] [MF_TEST_CALC_DETAIL: OM6 OM2]}`,
    },
  ],
  MFN_M12: [{ since: 2, grammar: `${MASTER} {MF_OBS_ATTRIBUTES: MFE OM1 [{PRT@2.7}] [OM7]}` }],
  MFN_M18: [
    {
      since: 2,
      grammar: `${MASTER} {MF_PAYER: MFE {PAYER_MF_ENTRY: PM1 {PAYER_MF_COVERAGE: MCP [{DPS}]}}}`,
    },
  ],
  MFK_M01: [{ since: 2, grammar: "MSH [{SFT@2.5}] [UAC@2.7] MSA [{ERR}] MFI [{MFA}]" }],
};

/** The structure of a message that names no trigger event, or one of a family that shares a structure. */
export const STRUCTURE_OF_TYPE: Readonly<Record<string, string>> = {
  ORU: "ORU_R01",
  ORM: "ORM_O01",
  ORR: "ORR_O02",
  OML: "OML_O21",
  ORL: "ORL_O22",
  ACK: "ACK",
  MFK: "MFK_M01",
};
