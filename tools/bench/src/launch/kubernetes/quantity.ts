const powers = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** A quantity of Kubernetes, such as `100m` or `64Mi`, as a number (apimachinery, api/resource/quantity.go). */
export function quantity(text: string): number {
  const [, digits = '', unit = ''] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([A-Za-z]*)$/.exec(text) ?? [];
  const small = { n: 1e-9, u: 1e-6, m: 1e-3 }[unit];
  if (small !== undefined) return Number(digits) * small;
  const isBinary = unit.endsWith('i');
  const power = powers.indexOf(isBinary ? unit.slice(0, -1).replace('K', 'k') : unit);
  return power < 0 || digits === '' ? Number.NaN : Number(digits) * (isBinary ? 1024 : 1000) ** power;
}
