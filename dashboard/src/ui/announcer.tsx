/** Says to those who do not see the page what has changed on it. */
export function Announcement({ text }: { readonly text: string }) {
  return (
    <p className="unseen" aria-live="polite">
      {text}
    </p>
  );
}
