/** What is wrong, or to be looked at, by the code it is about. */
export function FindingList({ findings }: { findings: readonly { code: string; message: string }[] }) {
  return (
    <ul>
      {findings.map(({ code, message }) => (
        <li key={`${code} ${message}`}>
          <span className="gh-mono">{code}</span> {message}
        </li>
      ))}
    </ul>
  );
}
