/** Five rows, for any SQL database. */
export const planets = `
CREATE TABLE planet (id integer PRIMARY KEY, name text NOT NULL, moons integer NOT NULL);
INSERT INTO planet VALUES (1, 'Mercury', 0), (2, 'Venus', 0), (3, 'Earth', 1), (4, 'Mars', 2), (5, 'Jupiter', 95);
`;
