/** What a bench prints: a table for people, and RESULT lines for machines. */

export interface Figure {
  readonly bench: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with, measured in the same run. */
  readonly reference?: string;
  readonly referenceValue?: number;
  /** The least ratio, or with `most` the greatest, or a bound of the value itself where there is no reference. */
  readonly target?: number;
  readonly most?: boolean;
}

/** Prints a RESULT line. It tells, and does not judge: a missed target is `ok: false` and no failure. */
export function result(figure: Figure): void {
  const { most = false, target, referenceValue, ...rest } = figure;
  const ratio = referenceValue === undefined ? undefined : figure.value / referenceValue;
  const measured = ratio ?? figure.value;
  const ok = target === undefined || (most ? measured <= target : measured >= target);
  console.log(
    `RESULT ${JSON.stringify({ ...rest, value: round(figure.value), ...(ratio !== undefined && { referenceValue: round(referenceValue ?? 0), ratio: round(ratio) }), ...(target !== undefined && { target }), ok })}`,
  );
}

const round = (value: number): number => Number(value.toPrecision(4));

/** Prints rows under a header, numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const cells = [
    header,
    ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? format(cell) : cell))),
  ];
  const widths = header.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  for (const row of cells)
    console.log(
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    );
  console.log('');
}

export const format = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value >= 100 ? 0 : value >= 10 ? 1 : 2 });

export const median = (values: readonly number[]): number => percentile(values, 50);

/** The value below which so many of a hundred lie. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

/** An option of the command line: `--streams 10000`. */
export function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? fallback : Number(process.argv[at + 1]);
}

export const flag = (name: string): boolean => process.argv.includes(`--${name}`);
