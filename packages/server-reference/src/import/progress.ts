import type { ImportProgress, ImportSummary } from './import-file.ts';

const count = new Intl.NumberFormat('en');

/** How far an import is, in a line: part of the file, messages, rate, time left. */
export function describeProgress({ bytesRead, size, lines, messages, milliseconds }: ImportProgress): string {
  const part = size === 0 ? 1 : Math.min(1, bytesRead / size);
  const rate = lines / Math.max(0.001, milliseconds / 1_000);
  const left = part > 0 ? (milliseconds / part) * (1 - part) : 0;
  return `${(part * 100).toFixed(0).padStart(3)} %  ${count.format(messages)} messages added  ${count.format(Math.round(rate))} lines/s  ${duration(left)} left`;
}

/** What an import has done. */
export function describeSummary(summary: ImportSummary): string {
  const { messages, channels, people, known, bad, unlinked, milliseconds } = summary;
  const parts = [
    `Added ${count.format(messages)} messages, ${count.format(people)} people and ${count.format(channels)} channels in ${duration(milliseconds)}.`,
    ...(known > 0 ? [`${count.format(known)} messages were there already.`] : []),
    ...(unlinked > 0 ? [`${count.format(unlinked)} answers came without the message that they answer.`] : []),
    ...(bad > 0 ? [`${count.format(bad)} lines are bad.`] : []),
  ];
  return parts.join(' ');
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
