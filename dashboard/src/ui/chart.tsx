import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useIsDark } from '../app/theme.ts';
import styles from './chart.module.css';
import { type Palette, readPalette, themed } from './palette.ts';

interface ChartProps {
  /** What the picture shows, for those who do not see it: one sentence with the main finding. */
  readonly label: string;
  /** An ECharts option; colours come from the palette. */
  readonly option: (palette: Palette) => EChartsCoreOption;
  /** The same as rows, for who would rather read; a button shows it. */
  readonly table: ReactNode;
  readonly height?: number;
  /** A click on a mark, with ECharts' parameters. */
  readonly onChoose?: (mark: {
    readonly name: string;
    readonly data: unknown;
    readonly dataIndex: number;
  }) => void;
}

/** A drawn chart, and the table that it can be turned into. */
export function Chart({ label, option, table, height = 260, onChoose }: ChartProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className={styles.chart}>
      {asTable ? table : <Drawing label={label} option={option} height={height} onChoose={onChoose} />}
      <figcaption>
        <button
          type="button"
          className={styles.toggle}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? 'Show as chart' : 'Show as table'}
        </button>
      </figcaption>
    </figure>
  );
}

function Drawing({
  label,
  option,
  height,
  onChoose,
}: Omit<ChartProps, 'table'> & { readonly height: number }) {
  const place = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<EChartsType>();
  const isDark = useIsDark();

  useEffect(() => {
    let chart: EChartsType | undefined;
    let gone = false;
    const observer = new ResizeObserver(() => chart?.resize());
    import('./echarts.ts').then(({ init }) => {
      if (gone || !place.current) return;
      chart = init(place.current);
      observer.observe(place.current);
      setDrawn(chart);
    });
    return () => {
      gone = true;
      observer.disconnect();
      chart?.dispose();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read anew when light and dark change
  useEffect(() => {
    if (!drawn || drawn.isDisposed() || !place.current) return;
    const palette = readPalette(place.current);
    drawn.setOption(themed(option(palette), palette), true);
  }, [drawn, option, isDark]);

  useEffect(() => {
    if (!drawn || drawn.isDisposed() || !onChoose) return;
    const listener = (mark: unknown) => onChoose(mark as Parameters<typeof onChoose>[0]);
    drawn.on('click', listener);
    return () => {
      if (!drawn.isDisposed()) drawn.off('click', listener);
    };
  }, [drawn, onChoose]);

  return (
    <div ref={place} role="img" aria-label={label} style={{ blockSize: height }} className={styles.drawing} />
  );
}
