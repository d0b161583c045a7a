import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderJson } from '../text/json.ts';
import { limitedServer } from './fixture/limited-server.ts';
import { fiveServers, measuredRow, report } from './fixture/report.ts';
import { resultsFor } from './fixture/results.ts';
import { refreshReadme, replaceResults } from './readme.ts';

const empty = '# Title\n\nbefore\n\n<!-- bench:start --><!-- bench:end -->\n\nafter $& $1\n';

describe('replaceResults', () => {
  it('changes nothing but what stands between the markers', () => {
    const once = replaceResults(empty, 'first $& result', 'README.md');
    expect(once).toContain('<!-- bench:start -->\n\nfirst $& result\n\n<!-- bench:end -->');
    const twice = replaceResults(once, 'second', 'README.md');
    expect(twice).toBe(
      '# Title\n\nbefore\n\n<!-- bench:start -->\n\nsecond\n\n<!-- bench:end -->\n\nafter $& $1\n',
    );
    expect(replaceResults(twice, 'second', 'README.md')).toBe(twice);
  });

  it.each([
    ['no markers', '# Title\n'],
    ['two starts', '<!-- bench:start --><!-- bench:start --><!-- bench:end -->'],
    ['the end first', '<!-- bench:end --><!-- bench:start -->'],
  ])('refuses a README with %s and says what to do', (_, readme) => {
    expect(() => replaceResults(readme, 'x', 'README.md')).toThrow(
      expect.objectContaining({ code: 'README_MARKER', fix: expect.stringContaining('bench:start') }),
    );
  });
});

describe('refreshReadme', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'bench-readme-'));
    await mkdir(path.join(root, 'results/my machine/process'), { recursive: true });
    await writeFile(path.join(root, 'README.md'), empty);
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  const refresh = () => refreshReadme(path.join(root, 'README.md'), path.join(root, 'results'), 'my machine');

  it('names the machine, shows one picture and the first table; the page beside the data has the rest', async () => {
    await writeFile(path.join(root, 'results/my machine/process/report.json'), renderJson(fiveServers()));
    for (const result of resultsFor(fiveServers())) {
      const folder = path.join(root, 'results/my machine/process', result.server);
      await mkdir(folder);
      await writeFile(path.join(folder, 'result.json'), renderJson(result));
    }
    await refresh();
    const readme = await readFile(path.join(root, 'README.md'), 'utf8');
    expect(readme).toContain('Measured on **my machine**');
    expect(readme).toContain('| Rust native');
    expect(readme).toMatch(/uses [\d.]+ times the CPU per request of Go/);
    const folder = path.join(root, 'results/my machine/process');
    const page = await readFile(path.join(folder, 'README.md'), 'utf8');
    const picturesOf = (text: string) =>
      [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, link]) =>
        path.basename(decodeURI(link as string)),
      );
    expect(picturesOf(readme)).toHaveLength(1);
    expect(picturesOf(page)).toHaveLength(2);
    expect(await readdir(folder)).toEqual(
      expect.arrayContaining([...picturesOf(readme), ...picturesOf(page)]),
    );
    expect(readme).toContain('[process](results/my%20machine/process/README.md)');
  });

  it('links containers after plain processes, and their page names the engine that ran them', async () => {
    const home = path.join(root, 'results/my machine');
    await mkdir(path.join(home, 'docker'));
    const container = { engine: 'Docker 20.10.24', image: 'sha256:1', network: 'host' as const };
    const rows = [measuredRow({ launcher: 'docker', container })];
    await writeFile(path.join(home, 'docker/report.json'), renderJson({ ...fiveServers(), rows }));
    await writeFile(path.join(home, 'process/report.json'), renderJson(fiveServers()));
    await refresh();
    const readme = await readFile(path.join(root, 'README.md'), 'utf8');
    expect(readme.indexOf('[process]')).toBeLessThan(readme.indexOf('[docker]'));
    expect(await readFile(path.join(home, 'docker/README.md'), 'utf8')).toContain(
      'containers by Docker 20.10.24, host network',
    );
  });

  it('shows servers within a CPU limit first, in one table, and their page has each load by itself', async () => {
    const home = path.join(root, 'results/my machine');
    const limited = report([...limitedServer('Go', 4000), ...limitedServer('Native', 8000)]);
    await mkdir(path.join(home, 'process-0.1-cpus'));
    await writeFile(path.join(home, 'process-0.1-cpus/report.json'), renderJson(limited));
    await writeFile(path.join(home, 'process/report.json'), renderJson(fiveServers()));
    await refresh();
    const readme = await readFile(path.join(root, 'README.md'), 'utf8');
    expect(readme.match(/^### .*/gm)).toEqual([expect.stringContaining('0.1 CPU cores')]);
    const page = await readFile(path.join(home, 'process-0.1-cpus/README.md'), 'utf8');
    expect(page.match(/^### .*/gm)).toHaveLength(3);
  });

  it('refuses what is not a report and leaves the README alone', async () => {
    await writeFile(path.join(root, 'results/my machine/process/report.json'), '{"rows":[]}');
    await expect(refresh()).rejects.toMatchObject({ code: 'REPORT_INVALID' });
    expect(await readFile(path.join(root, 'README.md'), 'utf8')).toBe(empty);
  });
});
