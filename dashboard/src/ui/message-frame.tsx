import { useEffect, useRef, useState } from 'react';
import styles from './message-frame.module.css';

interface MessageFrameProps {
  /** Says which message it is; read out before its content. */
  readonly title: string;
  readonly html: string;
  /** Whether links open, in windows of their own; they are dead when not. */
  readonly follow?: boolean;
  readonly minHeight?: number;
  readonly maxHeight?: number;
}

/**
 * The HTML of a message, which somebody else wrote, in a frame of no origin: it runs no script, reaches nothing of
 * the page, and loads pictures from the stage alone. It is as high as the message, up to `maxHeight`.
 */
export function MessageFrame(props: MessageFrameProps) {
  const { title, html, follow = false, minHeight = 160, maxHeight = 900 } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(minHeight);
  const [isReady, setIsReady] = useState(false);

  useEffect(() => {
    function listen({ source, data }: MessageEvent<{ kind?: string; height?: number }>) {
      if (source !== frame.current?.contentWindow) return;
      if (data.kind === 'ready') setIsReady(true);
      if (data.kind === 'height' && Number.isFinite(data.height)) setHeight(data.height ?? 0);
    }
    addEventListener('message', listen);
    return () => removeEventListener('message', listen);
  }, []);

  useEffect(() => {
    // a frame of no origin cannot be named as a target
    if (isReady) frame.current?.contentWindow?.postMessage({ html, follow }, '*');
  }, [isReady, html, follow]);

  return (
    <iframe
      ref={frame}
      className={styles.frame}
      title={title}
      src="/message-frame.html"
      sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"
      style={{ blockSize: Math.min(Math.max(height, minHeight), maxHeight) }}
    />
  );
}
