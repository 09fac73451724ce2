/** The repetitions of a field, one after the other, each cut into components by one pass over its characters. */
import { type Form, NULL_VALUE, part, type Segment, unescapeText } from "~/engine/hl7";
import type { ComponentReader } from "./datatypes";

/** Where the reading of a field is. Made once and opened for field after field: a new one each time would cost as much as the reading. */
class Repetitions {
  #form: Form | undefined;
  #text = "";
  /** Where the next repetition begins, and where the field ends. */
  #from = 0;
  #end = -1;
  /** Where the components of this repetition begin, and one more as if another followed. */
  readonly #starts: number[] = [0];
  #components = 0;
  /** Neither sub-components nor escapes: a component is its own value. */
  #plain = true;

  /** Stands before the first repetition of a field. */
  open(segment: Segment, field: number): void {
    const { form } = segment;
    this.#form = form;
    if (form.codec) {
      this.#text = segment.field(field) ?? "";
      this.#from = 0;
      this.#end = this.#text.length;
    } else {
      this.#text = segment.text;
      this.#from = segment.startOf(field);
      this.#end = segment.endOf(field);
    }
    this.#components = 0;
  }

  /** Goes to the next repetition; false when there is none. */
  next(): boolean {
    this.#components = 0;
    if (this.#from < 0 || this.#from > this.#end) return false;
    const { delimiters } = this.#form as Form;
    // An undeclared delimiter is NaN here, which no character is.
    const between = delimiters.component.charCodeAt(0);
    const inside = delimiters.subcomponent.charCodeAt(0);
    const after = delimiters.repetition.charCodeAt(0);
    const mark = delimiters.escape.charCodeAt(0);
    const text = this.#text;
    const end = this.#end;
    const starts = this.#starts;
    let plain = true;
    let components = 0;
    let at = this.#from;
    starts[0] = at;
    for (; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === between) starts[++components] = at + 1;
      else if (code === after) break;
      else if (code === inside || code === mark) plain = false;
    }
    starts[++components] = at + 1;
    this.#components = components;
    this.#plain = plain;
    this.#from = at + 1;
    return true;
  }

  /** Reads this repetition. */
  readonly at: ComponentReader = (component, subcomponent = 1) => {
    if (component > this.#components) return undefined;
    const from = this.#starts[component - 1] as number;
    const to = (this.#starts[component] as number) - 1;
    if (from >= to || (this.#plain && subcomponent > 1)) return undefined;
    const whole = this.#text.slice(from, to);
    if (this.#plain) return whole === NULL_VALUE ? undefined : whole;
    const { delimiters, charset } = this.#form as Form;
    const text = part(whole, delimiters.subcomponent, subcomponent);
    return text === undefined || text === "" || text === NULL_VALUE
      ? undefined
      : unescapeText(text, delimiters, charset);
  };
}

/** The one reader: nothing waits while a field is read. */
export const repetitions = new Repetitions();
