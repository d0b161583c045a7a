import { DOMParser } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { figure, fiveServers, measuredRow, report } from './fixture/report.ts';
import { pictures } from './svg.ts';

function parse(svg: string) {
  return new DOMParser().parseFromString(svg, 'image/svg+xml');
}

describe('pictures', () => {
  it('draws CPU and latency of every scenario and launcher', () => {
    const made = pictures(report([measuredRow(), measuredRow({ scenario: 'open' })]));
    expect(made.map(({ file }) => file)).toEqual([
      'closed-process-cpu.svg',
      'closed-process-latency.svg',
      'open-process-cpu.svg',
      'open-process-latency.svg',
    ]);
  });

  it('has a bar for every measured server, an interval for every ranked one, and the names', () => {
    const [cpu] = pictures(fiveServers());
    const svg = parse(cpu?.svg ?? '');
    expect(svg.querySelectorAll('.bar path, .bar rect')).toHaveLength(4);
    expect(svg.querySelectorAll('.interval line')).toHaveLength(3);
    expect(svg.querySelector('.names')?.textContent).toContain('Rust Wasm AOT');
  });

  it('loads nothing and runs nothing, whatever a server is called', () => {
    const label = '</text><script>1</script><image href="http://a.example/x"/>&"\u0000';
    const made = pictures(report([measuredRow({ label, cpuMicrosPerRequest: figure(1) })]));
    for (const { svg } of made) {
      expect(parse(svg).querySelectorAll('script, image, foreignObject')).toHaveLength(0);
      expect(svg).not.toContain('<script');
      expect(svg).not.toContain('\u0000');
    }
    expect(parse(made[0]?.svg ?? '').querySelector('.names')?.textContent).toContain('</text><script>');
  });

  it('gives files names that are safe in a path', () => {
    const [cpu] = pictures(report([measuredRow({ scenario: '../../a b', launcher: 'c|d' })]));
    expect(cpu?.file).toBe('-a-b-c-d-cpu.svg');
  });
});
