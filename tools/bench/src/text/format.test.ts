import { describe, expect, it } from 'vitest';
import { formatBytes, formatEvidence, formatInterval, formatQuantity } from './format.ts';

describe('formatQuantity', () => {
  it.each([
    [0, '0.00'],
    [0.0424, '0.042'],
    [0.842, '0.842'],
    [0.9996, '1.00'],
    [8.414, '8.41'],
    [9.996, '10.0'],
    [43.73, '43.7'],
    [99.96, '100'],
    [1140.94, '1,141'],
    [21070.6, '21,071'],
  ])('writes %d as %s', (value, text) => {
    expect(formatQuantity(value)).toBe(text);
  });
});

describe('formatBytes', () => {
  it('uses SI units', () => {
    expect(formatBytes(1_350_000)).toBe('1.35 MB');
    expect(formatBytes(1024)).toBe('1.02 kB');
  });
});

describe('formatEvidence', () => {
  it('keeps the names, in order', () => {
    expect(formatEvidence({ receivingP50Ms: 40.683, cpus: 2, requests: 34281 })).toBe(
      'receivingP50Ms 40.7, cpus 2, requests 34,281',
    );
  });
});

describe('formatInterval', () => {
  it('gives a unit once, and twice where the ends differ in it', () => {
    expect(formatInterval(7.66e6, 8.14e6, formatBytes)).toBe('7.66–8.14 MB');
    expect(formatInterval(8e5, 1.2e6, formatBytes)).toBe('800 kB–1.2 MB');
    expect(formatInterval(16.6, 17.6, formatQuantity)).toBe('16.6–17.6');
  });
});
