import type { EChartsCoreOption } from 'echarts/core';

/** The page's colours as a canvas needs them. */
export interface Palette {
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly card: string;
  readonly sunken: string;
  readonly accent: string;
  readonly good: string;
  readonly bad: string;
  readonly warm: string;
  readonly series: readonly string[];
}

const SERIES = 6;

/** The colours that hold at a place of the page, light or dark. */
export function readPalette(place: HTMLElement): Palette {
  const probe = document.createElement('span');
  place.append(probe);
  const color = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    ink: color('ink'),
    quiet: color('quiet'),
    line: color('line'),
    card: color('card'),
    sunken: color('sunken'),
    accent: color('accent'),
    good: color('good'),
    bad: color('bad'),
    warm: color('warm'),
    series: Array.from({ length: SERIES }, (_, index) => color(`series-${index + 1}`)),
  };
  probe.remove();
  return palette;
}

type Part = Record<string, unknown>;

/** The option in the page's colours and type; what it says itself stands. */
export function themed(option: EChartsCoreOption, palette: Palette): EChartsCoreOption {
  const text = { color: palette.quiet, fontFamily: getComputedStyle(document.body).fontFamily };
  const axis = (given: unknown): unknown =>
    Array.isArray(given)
      ? given.map(axis)
      : given && {
          axisLine: { lineStyle: { color: palette.line } },
          axisTick: { show: false },
          splitLine: { lineStyle: { color: palette.line } },
          ...(given as Part),
          axisLabel: { color: palette.quiet, hideOverlap: true, ...((given as Part).axisLabel as Part) },
        };
  return {
    color: [...palette.series],
    animationDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 300,
    textStyle: text,
    ...option,
    grid: {
      left: 8,
      right: 12,
      top: 36,
      bottom: 8,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
      ...(option.grid as Part),
    },
    legend: option.legend && {
      type: 'scroll',
      top: 0,
      left: 0,
      icon: 'roundRect',
      itemWidth: 12,
      itemHeight: 8,
      textStyle: { color: palette.ink },
      pageTextStyle: { color: palette.quiet },
      pageIconColor: palette.accent,
      inactiveColor: palette.line,
      ...(option.legend as Part),
    },
    tooltip: option.tooltip && {
      renderMode: 'richText', // an HTML one would need inline styles, which the page's policy refuses
      confine: true,
      backgroundColor: palette.card,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 13 },
      ...(option.tooltip as Part),
    },
    xAxis: axis(option.xAxis),
    yAxis: axis(option.yAxis),
  };
}
