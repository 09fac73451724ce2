import styles from "./Logo.module.css";

/** The gate mark. */
export function Logo({ size = 20 }: { size?: number }) {
  return (
    <svg className={styles.mark} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="6" fill="var(--gh-brand-fill)" />
      <path d="M6 19V10a6 6 0 0 1 12 0v9M12 10.5V19" fill="none" stroke="#fff" strokeWidth="2" />
    </svg>
  );
}

/** The badge that says every practice and patient here is made up. */
export function DemoBadge() {
  return <span className={styles.demo}>DEMO</span>;
}

/** Initials in a round; decorative, the name stands beside it. */
export function Avatar({ initials, size = "md" }: { initials: string; size?: "xs" | "md" | "lg" }) {
  return (
    <span className={styles.avatar} data-size={size} aria-hidden="true">
      {initials}
    </span>
  );
}
