import { valuesIn } from './values.ts';

/** The end of a line that a terminal wrapped: of a metric that can't be mended, or of "(incl. graceful stop):". */
export function isRemainder(line: string): boolean {
  return (
    /\bstop\):$/.test(line) || line.split(' ').every((word) => /^[\w().]{0,12}=[\w.µμ]{0,20}$/.test(word))
  );
}

/** A metric of somebody's own, written by hand between those of k6: "my_duration_ms: p95=7950.6ms". */
export function isOtherMetric(line: string): boolean {
  const [, rest] = /^\w{3,80} ?: (.{1,200})$/.exec(line) ?? [];
  return rest !== undefined && valuesIn(rest) !== undefined;
}

/** What stands for lines that were left out, or separates parts. */
export function isSeparator(line: string): boolean {
  return /^(?:\.{3}|\[\.{3}\]|<snip>|\(\.{3}\)|-{3,}|={3,}|_{3,})/.test(line);
}

/** k6's name drawn in characters. */
export function isBanner(line: string): boolean {
  return /^[\s/\\|_‾()<>.io'-]+$|Grafana +\/‾|^ *\/ _+ \\/.test(line);
}

/** The text of a heading in Markdown, or of a label ("First run:"); undefined where a line is neither. */
export function headingIn(line: string): string | undefined {
  const [, titled, labelled] = /^(?:#{1,6} *(\S.*)|(\S.*):[*_`]{0,3})$/.exec(line) ?? [];
  const heading = (titled ?? labelled)
    ?.replace(/^[*_`]+|[*_`:]+$/g, '')
    .trim()
    .slice(0, 120);
  return heading !== undefined && /[\p{L}\p{N}]/u.test(heading) ? heading : undefined;
}

/** A progress bar, full or not: "default   [  45% ] 50 VUs  13.5s/30s". */
export function isProgressBar(line: string): boolean {
  if (/\[={3,}/.test(line.slice(0, 300))) return true;
  const open = line.indexOf('[');
  return (
    open >= 0 &&
    open < 200 &&
    /^\[[=>\-\s%\d.]{2,80}\]/.test(line.slice(open, open + 90)) &&
    / VUs?\b|iters|%/.test(line)
  );
}

/** The iterations in "running (0m30.0s), 00/50 VUs, 1500 complete and 0 interrupted iterations", also where somebody shortened it. */
export function runningIn(line: string): { complete: number; interrupted: number } | undefined {
  const [, complete, interrupted] =
    /^running \([^)]{1,30}\),? (?:\d+\/\d+ VUs, )?(\d{1,15}) complete (?:and|\/) (\d{1,15}) interrupted iterations/.exec(
      line,
    ) ?? [];
  if (complete === undefined || interrupted === undefined) return undefined;
  return { complete: Number(complete), interrupted: Number(interrupted) };
}
