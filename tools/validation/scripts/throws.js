import exec from 'k6/execution';
import http from 'k6/http';

/** One iteration in ten ends by an exception after its request. */
export const options = {
  scenarios: {
    throws: {
      executor: 'constant-arrival-rate',
      rate: Number(__ENV.RATE),
      duration: __ENV.DURATION,
      preAllocatedVUs: Number(__ENV.VUS),
    },
  },
};

export default function () {
  const { body } = http.get(__ENV.BASE_URL + __ENV.ENDPOINT);
  if (exec.scenario.iterationInTest % 10 === 9) body.no.such.thing;
}
