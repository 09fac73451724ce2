import {
  Body,
  Button,
  Column,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Link,
  Preview,
  Row,
  Section,
  Text,
} from "@react-email/components";

export type Look = "light" | "dark" | "theirs";

export type LetterProps = {
  labName: string;
  heading: string;
  paragraphs: string[];
  quote?: { by: string; text: string };
  facts?: { label: string; value: string }[];
  steps?: { label: string; state: "done" | "now" | "next"; at?: string }[];
  action?: { label: string; href: string };
  /** Where a person says which mails to get. */
  settingsHref: string;
  look?: Look;
};

const light = {
  page: "#f7f9fa",
  sheet: "#ffffff",
  edge: "#d6dde2",
  ink: "#1a2229",
  quiet: "#5c6872",
  brand: "#0f6a70",
  box: "#f7f9fa",
  button: "#0f6a70",
  done: "#0f6a70",
  now: "#b26a00",
  next: "#cfd7dc",
};
type Palette = typeof light;
const dark: Palette = {
  page: "#0e1417",
  sheet: "#161e23",
  edge: "#2b363d",
  ink: "#e6ecef",
  quiet: "#9dabb4",
  brand: "#56b9bd",
  box: "#1d272d",
  button: "#17868c",
  done: "#3aa5aa",
  now: "#e0a33c",
  next: "#3a474f",
};
const filled = ["page", "sheet", "box", "button", "done", "now", "next"] as const;
const written = ["ink", "quiet", "brand"] as const;

/** What changes in the dark; mail programs that know no media queries show it light. */
const darkStyle = `@media (prefers-color-scheme: dark) {
  ${filled.map((name) => `.${name} { background-color: ${dark[name]} !important; }`).join("\n  ")}
  ${written.map((name) => `.${name} { color: ${dark[name]} !important; }`).join("\n  ")}
  .edge { border-color: ${dark.edge} !important; }
  .quote { border-color: ${dark.brand} !important; }
}`;
const fontFamily = "Inter, -apple-system, Segoe UI, Helvetica, Arial, sans-serif";
const stepWords = { done: "done", now: "now", next: "to come" };

/** The one layout of every mail: a heading, a few sentences, where it stands, facts, one button. */
export function LetterLayout(props: LetterProps) {
  const { labName, heading, paragraphs, quote, facts = [], steps = [], action, settingsHref, look = "theirs" } = props;
  const colors = look === "dark" ? dark : light;
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        {look === "theirs" && <style>{darkStyle}</style>}
      </Head>
      <Preview>{quote?.text ?? paragraphs[0] ?? heading}</Preview>
      <Body className="page" style={{ fontFamily, backgroundColor: colors.page, margin: 0, padding: "32px 12px" }}>
        <Container
          className="sheet edge"
          style={{
            maxWidth: 560,
            backgroundColor: colors.sheet,
            border: `1px solid ${colors.edge}`,
            borderRadius: 8,
            padding: "28px 32px",
          }}
        >
          <Text className="brand" style={{ margin: 0, fontSize: 13, fontWeight: 600, color: colors.brand }}>
            {labName}
          </Text>
          <Heading
            as="h1"
            className="ink"
            style={{ fontSize: 20, lineHeight: "26px", margin: "12px 0 16px", color: colors.ink }}
          >
            {heading}
          </Heading>
          {quote && (
            <Section
              className="quote"
              style={{ borderLeft: `3px solid ${colors.brand}`, padding: "2px 0 2px 14px", margin: "0 0 16px" }}
            >
              <Text
                className="ink"
                style={{ fontSize: 15, lineHeight: "23px", margin: 0, whiteSpace: "pre-line", color: colors.ink }}
              >
                {quote.text}
              </Text>
              <Text
                className="quiet"
                style={{ fontSize: 13, lineHeight: "20px", margin: "4px 0 0", color: colors.quiet }}
              >
                {quote.by}
              </Text>
            </Section>
          )}
          {paragraphs.map((paragraph) => (
            <Text
              key={paragraph}
              className="ink"
              style={{ fontSize: 15, lineHeight: "23px", margin: "0 0 12px", color: colors.ink }}
            >
              {paragraph}
            </Text>
          ))}
          {steps.length > 0 && <Steps steps={steps} colors={colors} />}
          {facts.length > 0 && (
            <Section
              className="box"
              style={{ backgroundColor: colors.box, borderRadius: 6, padding: "8px 14px", margin: "8px 0 16px" }}
            >
              {facts.map((fact) => (
                <Text
                  key={fact.label}
                  className="ink"
                  style={{ fontSize: 14, lineHeight: "20px", margin: "6px 0", color: colors.ink }}
                >
                  <span className="quiet" style={{ color: colors.quiet }}>
                    {fact.label}:{" "}
                  </span>
                  {fact.value}
                </Text>
              ))}
            </Section>
          )}
          {action && (
            <Button
              href={action.href}
              className="button"
              style={{
                backgroundColor: colors.button,
                color: "#ffffff",
                borderRadius: 6,
                padding: "11px 18px",
                fontSize: 15,
                fontWeight: 600,
                marginTop: 4,
              }}
            >
              {action.label}
            </Button>
          )}
          <Hr className="edge" style={{ borderColor: colors.edge, margin: "24px 0 12px" }} />
          <Text className="quiet" style={{ fontSize: 12, lineHeight: "18px", color: colors.quiet, margin: 0 }}>
            Sent by Gatehouse for {labName}. It never contains patient data.{" "}
            <Link className="quiet" href={settingsHref} style={{ color: colors.quiet, textDecoration: "underline" }}>
              Choose which mails you get
            </Link>
          </Text>
        </Container>
      </Body>
    </Html>
  );
}

/** Where it stands: one bar and one word for each step, so that it is read without colours as well. */
function Steps({ steps, colors }: { steps: NonNullable<LetterProps["steps"]>; colors: Palette }) {
  return (
    <Section style={{ margin: "8px 0 16px" }}>
      <Row>
        {steps.map(({ label, state, at }) => (
          <Column key={label} style={{ width: `${100 / steps.length}%`, paddingRight: 6, verticalAlign: "top" }}>
            <div
              className={state}
              style={{ height: 4, borderRadius: 2, backgroundColor: colors[state], fontSize: 0 }}
            />
            <Text
              className="ink"
              style={{ fontSize: 13, lineHeight: "18px", fontWeight: 600, margin: "6px 0 0", color: colors.ink }}
            >
              {label}
            </Text>
            <Text className="quiet" style={{ fontSize: 12, lineHeight: "16px", color: colors.quiet, margin: 0 }}>
              {at ?? stepWords[state]}
            </Text>
          </Column>
        ))}
      </Row>
    </Section>
  );
}
