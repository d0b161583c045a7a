import type { Language } from '../language.ts';

/**
 * aiohttp, and no compile step. The standard library's http.server answers one request at a time or starts a thread for
 * each, which nobody ships; uvicorn cannot keep an HTTP/1.0 connection open, as the contract asks.
 */
export const python: Language = {
  label: 'Python',
  needs: 'Python 3.11 or newer with pip (Debian: apt-get install python3-pip)',
  project: ({ folder }) => ({
    build: {
      inputs: ['default', { runtime: 'python3 --version' }],
      options: {
        parallel: false,
        commands: [
          `rm -rf dist/${folder} && mkdir -p dist/${folder}`,
          `python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target dist/${folder}/packages -r ${folder}/requirements.txt`,
          `cp ${folder}/*.py dist/${folder}/`,
        ],
      },
    },
    bench: {
      command: ['python3', `dist/${folder}/main.py`],
      artifacts: [`dist/${folder}`],
      env: { PYTHONPATH: `dist/${folder}/packages`, PYTHONDONTWRITEBYTECODE: '1' },
    },
  }),
};
