import styles from "./panels.module.css";
import { centsOf, discountOf, sharesOf } from "./shares";

interface Props {
  members: readonly { code: string; name: string; cents: number }[];
  /** As it is typed. */
  price: string;
}

const dollars = (cents: number) => (cents / 100).toFixed(2);
const percent = (share: number) => `${Math.round(share * 100)} %`;

/** A panel's price against what its members cost alone: a bar, the discount, and what each member comes to in it. */
export function PanelPrice({ members, price }: Props) {
  const sum = members.reduce((total, { cents }) => total + cents, 0);
  const own = centsOf(price);
  const discount = own === null ? null : discountOf(own, sum);
  const shares = sharesOf(own ?? sum, members);
  if (members.length === 0) return <p className="gh-dim">Its price stands against its members once it has some.</p>;
  return (
    <div className={styles.price}>
      <dl className={styles.figures}>
        <div>
          <dt>Members alone</dt>
          <dd className="gh-num">{dollars(sum)} USD</dd>
        </div>
        <div>
          <dt>Panel</dt>
          <dd className="gh-num">{own === null ? "–" : `${dollars(own)} USD`}</dd>
        </div>
        <div>
          <dt>Against list</dt>
          <dd className="gh-num" data-tone={discount !== null && discount < 0 ? "warn" : undefined}>
            {discount === null || own === null
              ? "–"
              : discount >= 0
                ? `${discount} % below, ${dollars(sum - own)} USD`
                : `${-discount} % above`}
          </dd>
        </div>
      </dl>
      <div className={styles.picture} aria-hidden>
        {shares.map((share, i) => (
          <span
            key={members[i]?.code}
            style={{ width: `${sum > 0 ? (share.cents / Math.max(sum, own ?? 0)) * 100 : 0}%` }}
            title={members[i]?.code}
          />
        ))}
      </div>
      <table className={styles.shares}>
        <caption className="gh-vh">What each member comes to in the panel</caption>
        <thead>
          <tr>
            <th scope="col">Member</th>
            <th scope="col" data-align="right">
              Alone
            </th>
            <th scope="col" data-align="right">
              Share
            </th>
            <th scope="col" data-align="right">
              In the panel
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member, i) => (
            <tr key={member.code}>
              <th scope="row">
                <span className="gh-mono">{member.code}</span> <span className="gh-dim">{member.name}</span>
              </th>
              <td className="gh-num">{dollars(member.cents)}</td>
              <td className="gh-num">{percent(shares[i]?.share ?? 0)}</td>
              <td className="gh-num">{own === null ? "–" : dollars(shares[i]?.cents ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
