import { Button } from "@mantine/core";
import { Link } from "@remix-run/react";
import {
  IconChevronRight,
  IconClock,
  IconFileText,
  IconMessageQuestion,
  IconPlus,
  IconSignature,
  IconUserPlus,
} from "@tabler/icons-react";
import { EmptyState } from "../data/EmptyState";
import { PageHeader } from "../data/PageHeader";
import { Sentence, type SentencePart } from "../Sentence";
import { BallInCourt } from "../state/BallInCourt";
import { type Dot, GateDots } from "../state/GateLamps";
import { type Stage, StageTracker } from "../state/StageTracker";
import { ExactTime } from "../Time";
import { ContactFooter, type LabContact } from "./ContactFooter";
import home from "./home.module.css";
import styles from "./portal.module.css";

/** Something the practice must do. */
export interface Todo {
  kind: "information" | "question" | "person" | "sign";
  title: string;
  text: string;
  href: string;
  /** The button: verb and noun. */
  label: string;
  dueAt?: string;
  /** After the date, or alone: "2 business days left", "Any time before approval". */
  dueNote?: string;
}

/** A request or connection on the home page. */
export interface PortalCard {
  id: string;
  /** The EMR: "Vellum EHR 5.2". */
  title: string;
  place?: string;
  stages: Stage[];
  ball: { party: string; mine: boolean } | null;
  sentence: SentencePart[];
  /** How its gate stands, while it is on its way to live. */
  lamps?: Dot[];
  href: string;
  /** "Open connection" or "Open request". */
  label: string;
}

export interface PortalHomeProps {
  practiceName: string;
  /** "2 connections. Two things need you." */
  lead: string;
  todos: Todo[];
  /** Announced, not yet to be done. */
  next?: { title: string; text: string };
  cards: PortalCard[];
  contact: LabContact | null;
  askHref: string;
}

const icons = {
  information: IconFileText,
  question: IconMessageQuestion,
  person: IconUserPlus,
  sign: IconSignature,
};

/** The practice's home: what needs them first, then where everything stands. */
export function PortalHomePage({ practiceName, lead, todos, next, cards, contact, askHref }: PortalHomeProps) {
  const ask = (
    <Button
      component={Link}
      to={askHref}
      size="md"
      leftSection={<IconPlus size={16} />}
      variant={cards.length > 0 ? "default" : "filled"}
    >
      Ask for a connection
    </Button>
  );
  return (
    <>
      <PageHeader size="portal" title={practiceName} facts={lead} actions={cards.length > 0 ? ask : null} />
      {todos.length > 0 || next ? (
        <section className={styles.section} aria-labelledby="todo">
          <h2 id="todo" className={styles.heading}>
            For you to do
          </h2>
          <ul className={styles.box}>
            {todos.map((todo, index) => (
              <TodoRow key={`${todo.href} ${todo.title}`} todo={todo} first={index === 0} />
            ))}
            {next ? (
              <li className={home.next}>
                <IconSignature size={18} stroke={1.6} aria-hidden />
                <span>
                  <strong>Next: {next.title}</strong> {next.text}
                </span>
              </li>
            ) : null}
          </ul>
        </section>
      ) : null}
      {cards.length === 0 ? (
        <section className={styles.box}>
          <EmptyState
            title="Connect your EMR to the lab"
            text="Orders leave your EMR and results come back into the chart. Tell us which system you use; most practices need about ten minutes, and you can stop and go on later."
            action={ask}
          />
        </section>
      ) : (
        <section className={styles.section} aria-labelledby="connections">
          <h2 id="connections" className={styles.heading}>
            Your connections
          </h2>
          <ul className={home.cards}>
            {cards.map((card) => (
              <li key={card.id} className={home.card}>
                <div className={home.cardHead}>
                  <h3>
                    {card.title}
                    {card.place ? <span>{card.place}</span> : null}
                  </h3>
                  {card.ball ? <BallInCourt {...card.ball} /> : null}
                </div>
                <StageTracker stages={card.stages} />
                <p className={styles.sentence}>
                  <Sentence parts={card.sentence} />
                </p>
                {card.lamps ? <GateDots lamps={card.lamps} /> : null}
                <Link
                  className={home.open}
                  to={card.href}
                  prefetch="intent"
                  aria-label={`${card.label}, ${card.title}`}
                >
                  {card.label} <IconChevronRight size={15} aria-hidden />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <ContactFooter contact={contact} />
    </>
  );
}

function TodoRow({ todo, first }: { todo: Todo; first: boolean }) {
  const Icon = icons[todo.kind];
  return (
    <li className={home.todo} data-first={first || undefined}>
      <span className={home.todoIcon}>
        <Icon size={18} stroke={1.6} aria-hidden />
      </span>
      <div className={home.todoWords}>
        <h3 className={home.todoTitle}>{todo.title}</h3>
        <p className={home.todoText}>{todo.text}</p>
        {todo.dueAt || todo.dueNote ? (
          <p className={home.due} data-dated={todo.dueAt ? true : undefined}>
            <IconClock size={13} aria-hidden />
            <span>
              {todo.dueAt ? (
                <>
                  By <ExactTime at={todo.dueAt} />
                  {todo.dueNote ? ", " : ""}
                </>
              ) : null}
              {todo.dueNote}
            </span>
          </p>
        ) : null}
      </div>
      <div className={home.todoAction}>
        <Button component={Link} to={todo.href} size="md" miw={140} variant={first ? "filled" : "default"}>
          {todo.label}
        </Button>
      </div>
    </li>
  );
}
