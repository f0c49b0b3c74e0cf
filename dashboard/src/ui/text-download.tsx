import { type ReactNode, useEffect, useState } from 'react';
import { Icon } from './icon.tsx';
import styles from './text-download.module.css';

interface TextDownloadProps {
  readonly text: string;
  /** Of the file. */
  readonly name: string;
  /** Its media type; CSV when absent. */
  readonly type?: string;
  readonly children: ReactNode;
}

/** A link to a text as a file; it is made here, since an address cannot carry the key. */
export function TextDownload({ text, name, type = 'text/csv', children }: TextDownloadProps) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([text], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [text, type]);
  return (
    <a href={url} download={name} className={styles.download}>
      <Icon name="download" size={16} /> {children}
    </a>
  );
}
