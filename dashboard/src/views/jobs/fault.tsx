import { faultOf } from './job-words.ts';
import styles from './jobs.module.css';

/** Why a file cannot be used, and what to do about it. */
export function Fault({ text }: { readonly text: string }) {
  const { what, advice } = faultOf(text);
  return (
    <div className={`fault ${styles.fault}`} role="alert">
      <p>{what}</p>
      {advice && <p className="small">{advice}</p>}
    </div>
  );
}
