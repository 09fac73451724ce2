export interface TemplatesPageProps {
  rows: {
    name: string;
    href: string;
    title: string;
    description: string;
    version: number;
    vendor: string | null;
    directions: string;
    rules: number;
    connections: number;
    samples: { ok: number; total: number };
  }[];
}

export interface TemplateRule {
  key: string;
  direction: "order" | "result";
  name: string;
  from: string;
  to: string;
  /** A transform or a default, in words. */
  how: string | null;
  required: boolean;
}

export interface TemplateSample {
  key: string;
  title: string;
  direction: "order" | "result";
  ok: boolean;
  requiredFilled: number;
  requiredTotal: number;
  unmapped: string[];
  findings: string[];
}

export interface TemplatePageProps {
  name: string;
  title: string;
  description: string;
  version: number;
  facts: { label: string; value: string }[];
  rules: TemplateRule[];
  samples: TemplateSample[];
  connections: { name: string; href: string; state: string }[];
}
