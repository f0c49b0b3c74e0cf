import { useEffect, useRef } from 'react';

/**
 * For a box that scrolls sideways: while more of it lies behind its end, the box carries `data-more`, by which its
 * style fades the end. Nothing else tells a phone's reader that there is more.
 */
export function useHiddenEnd<Box extends HTMLElement>() {
  const box = useRef<Box>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => {
      const hidden = element.scrollWidth - element.clientWidth - Math.abs(element.scrollLeft);
      element.toggleAttribute('data-more', hidden > 1); // widths are rounded
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return box;
}
