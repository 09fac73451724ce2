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
  facts?: { label: string; value: string }[];
  steps?: { label: string; state: "done" | "now" | "next"; at?: string }[];
  action?: { label: string; href: string };
  /** Where a person says which mails to get. */
  settingsHref: string;
  look?: Look;
};

const font = { fontFamily: "Inter, -apple-system, Segoe UI, Helvetica, Arial, sans-serif", color: "#1a2229" };
const stepColors = { done: "#0f6a70", now: "#b26a00", next: "#cfd7dc" };
const stepWords = { done: "done", now: "now", next: "to come" };

/** What changes in the dark; mail programs that know no media queries show it light. */
const dark = `
  .page { background-color: #0e1417 !important; }
  .sheet { background-color: #161e23 !important; border-color: #2b363d !important; }
  .ink, .ink span { color: #e6ecef !important; }
  .quiet { color: #9dabb4 !important; }
  .brand { color: #56b9bd !important; }
  .box { background-color: #1d272d !important; }
  .button { background-color: #17868c !important; color: #ffffff !important; }
  .line { border-color: #2b363d !important; }
  .next { background-color: #3a474f !important; }
  .now { background-color: #e0a33c !important; }
  .done { background-color: #3aa5aa !important; }`;
const styleOf: Record<Look, string> = {
  light: "",
  dark,
  theirs: `@media (prefers-color-scheme: dark) {${dark}}`,
};

/** The one layout of every mail: a heading, a few sentences, where it stands, facts, one button. */
export function LetterLayout(props: LetterProps) {
  const { labName, heading, paragraphs, facts = [], steps = [], action, settingsHref, look = "theirs" } = props;
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{styleOf[look]}</style>
      </Head>
      <Preview>{paragraphs[0] ?? heading}</Preview>
      <Body className="page" style={{ ...font, backgroundColor: "#f7f9fa", margin: 0, padding: "32px 12px" }}>
        <Container
          className="sheet"
          style={{
            maxWidth: 560,
            backgroundColor: "#ffffff",
            border: "1px solid #d6dde2",
            borderRadius: 8,
            padding: "28px 32px",
          }}
        >
          <Text className="brand" style={{ margin: 0, fontSize: 13, fontWeight: 600, color: "#0f6a70" }}>
            {labName}
          </Text>
          <Heading as="h1" className="ink" style={{ fontSize: 20, lineHeight: "26px", margin: "12px 0 16px" }}>
            {heading}
          </Heading>
          {paragraphs.map((paragraph) => (
            <Text key={paragraph} className="ink" style={{ fontSize: 15, lineHeight: "23px", margin: "0 0 12px" }}>
              {paragraph}
            </Text>
          ))}
          {steps.length > 0 && <Steps steps={steps} />}
          {facts.length > 0 && (
            <Section
              className="box"
              style={{ backgroundColor: "#f7f9fa", borderRadius: 6, padding: "8px 14px", margin: "8px 0 16px" }}
            >
              {facts.map((fact) => (
                <Text key={fact.label} className="ink" style={{ fontSize: 14, lineHeight: "20px", margin: "6px 0" }}>
                  <span className="quiet" style={{ color: "#5c6872" }}>
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
                backgroundColor: "#0f6a70",
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
          <Hr className="line" style={{ borderColor: "#e5eaed", margin: "24px 0 12px" }} />
          <Text className="quiet" style={{ fontSize: 12, lineHeight: "18px", color: "#5c6872", margin: 0 }}>
            Sent by Gatehouse for {labName}. It never contains patient data.{" "}
            <Link className="quiet" href={settingsHref} style={{ color: "#5c6872", textDecoration: "underline" }}>
              Choose which mails you get
            </Link>
          </Text>
        </Container>
      </Body>
    </Html>
  );
}

/** Where it stands: one bar and one word for each step, so that it is read without colours as well. */
function Steps({ steps }: { steps: NonNullable<LetterProps["steps"]> }) {
  return (
    <Section style={{ margin: "8px 0 16px" }}>
      <Row>
        {steps.map(({ label, state, at }) => (
          <Column key={label} style={{ width: `${100 / steps.length}%`, paddingRight: 6, verticalAlign: "top" }}>
            <div
              className={state}
              style={{ height: 4, borderRadius: 2, backgroundColor: stepColors[state], fontSize: 0 }}
            />
            <Text className="ink" style={{ fontSize: 13, lineHeight: "18px", fontWeight: 600, margin: "6px 0 0" }}>
              {label}
            </Text>
            <Text className="quiet" style={{ fontSize: 12, lineHeight: "16px", color: "#5c6872", margin: 0 }}>
              {at ?? stepWords[state]}
            </Text>
          </Column>
        ))}
      </Row>
    </Section>
  );
}
