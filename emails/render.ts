import { render } from "@react-email/render";
import { createElement } from "react";
import type { Letter } from "~/db/schema/operations";
import { LetterLayout, type Look } from "./templates/letter";

export type RenderContext = { labName: string; publicUrl: string };

/** The letter as HTML and as plain text. `look`: for a preview; a reader's mail program decides otherwise. */
export async function renderLetter(
  letter: Letter,
  context: RenderContext,
  look: Look = "theirs",
): Promise<{ html: string; text: string }> {
  const element = createElement(LetterLayout, {
    labName: context.labName,
    look,
    settingsHref: new URL("/account/mails", context.publicUrl).href,
    heading: letter.heading,
    paragraphs: letter.paragraphs,
    ...(letter.quote && { quote: letter.quote }),
    ...(letter.facts && { facts: letter.facts }),
    ...(letter.steps && { steps: letter.steps }),
    ...(letter.action && {
      action: { label: letter.action.label, href: new URL(letter.action.path, context.publicUrl).href },
    }),
  });
  const [html, text] = await Promise.all([render(element), render(element, { plainText: true })]);
  return { html, text };
}
