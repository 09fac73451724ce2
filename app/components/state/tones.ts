/** The six meanings a status may have; nothing else is coloured. */
export type Tone = "good" | "work" | "wait" | "warn" | "stop" | "off";

/** A state's tone and the word people read. */
export interface StateWord {
  tone: Tone;
  word: string;
}
