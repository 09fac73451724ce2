import { IconMail, IconPhone } from "@tabler/icons-react";
import { Avatar } from "../shell/Logo";
import styles from "./portal.module.css";

/** The person at the lab a practice may call. */
export interface LabContact {
  name: string;
  initials: string;
  /** "Your contact at Cedarline, weekdays 8:00 to 18:00 EST". */
  text: string;
  phone?: string;
  email?: string;
}

/** Who to ask, at the foot of every portal page. */
export function ContactFooter({ contact }: { contact: LabContact | null }) {
  if (!contact) return null;
  return (
    <footer className={styles.contact}>
      <Avatar initials={contact.initials} />
      <p className={styles.contactWords}>
        <strong>{contact.name}</strong>
        <span className={styles.contactText}>{contact.text}</span>
      </p>
      <p className={styles.contactLinks}>
        {contact.phone ? (
          <a href={`tel:${contact.phone.replace(/[^\d+]/g, "")}`}>
            <IconPhone size={16} aria-hidden /> {contact.phone}
          </a>
        ) : null}
        {contact.email ? (
          <a href={`mailto:${contact.email}`}>
            <IconMail size={16} aria-hidden /> {contact.email}
          </a>
        ) : null}
      </p>
    </footer>
  );
}
