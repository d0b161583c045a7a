/** A file of lines `key value`, the kernel's "flat keyed" format (cgroup-v2.rst). */
export function parseFlatKeyed(text: string): Record<string, number> {
  return Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [key = '', value] = line.split(' ');
        return [key, Number(value)];
      }),
  );
}
