/** A request that is answered with no, and why: the words go to the partner. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  constructor(
    readonly answer: "failure" | "permission-denied" | "no-such-file" | "unsupported",
    message: string,
  ) {
    super(message);
  }
}
