import { Body, Button, Container, Head, Heading, Hr, Html, Preview, Section, Text } from "@react-email/components";

export type LetterProps = {
  labName: string;
  heading: string;
  paragraphs: string[];
  quote?: { by: string; text: string };
  facts?: { label: string; value: string }[];
  action?: { label: string; href: string };
};

const font = { fontFamily: "Inter, -apple-system, Segoe UI, Helvetica, Arial, sans-serif", color: "#1a2229" };

/** The one layout of every mail: a heading, a few sentences, facts, one button. */
export function LetterLayout({ labName, heading, paragraphs, quote, facts = [], action }: LetterProps) {
  return (
    <Html lang="en">
      <Head />
      <Preview>{quote?.text ?? paragraphs[0] ?? heading}</Preview>
      <Body style={{ ...font, backgroundColor: "#f7f9fa", margin: 0, padding: "32px 12px" }}>
        <Container
          style={{
            maxWidth: 560,
            backgroundColor: "#ffffff",
            border: "1px solid #d6dde2",
            borderRadius: 8,
            padding: "28px 32px",
          }}
        >
          <Text style={{ margin: 0, fontSize: 13, fontWeight: 600, color: "#0f6a70" }}>{labName}</Text>
          <Heading as="h1" style={{ fontSize: 20, lineHeight: "26px", margin: "12px 0 16px" }}>
            {heading}
          </Heading>
          {quote && (
            <Section style={{ borderLeft: "3px solid #0f6a70", padding: "2px 0 2px 14px", margin: "0 0 16px" }}>
              <Text style={{ fontSize: 15, lineHeight: "23px", margin: 0, whiteSpace: "pre-line" }}>{quote.text}</Text>
              <Text style={{ fontSize: 13, lineHeight: "20px", margin: "4px 0 0", color: "#5c6872" }}>{quote.by}</Text>
            </Section>
          )}
          {paragraphs.map((paragraph) => (
            <Text key={paragraph} style={{ fontSize: 15, lineHeight: "23px", margin: "0 0 12px" }}>
              {paragraph}
            </Text>
          ))}
          {facts.length > 0 && (
            <Section style={{ backgroundColor: "#f7f9fa", borderRadius: 6, padding: "8px 14px", margin: "8px 0 16px" }}>
              {facts.map((fact) => (
                <Text key={fact.label} style={{ fontSize: 14, lineHeight: "20px", margin: "6px 0" }}>
                  <span style={{ color: "#5c6872" }}>{fact.label}: </span>
                  {fact.value}
                </Text>
              ))}
            </Section>
          )}
          {action && (
            <Button
              href={action.href}
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
          <Hr style={{ borderColor: "#e5eaed", margin: "24px 0 12px" }} />
          <Text style={{ fontSize: 12, lineHeight: "18px", color: "#5c6872", margin: 0 }}>
            Sent by Gatehouse for {labName}. It never contains patient data.
          </Text>
        </Container>
      </Body>
    </Html>
  );
}
