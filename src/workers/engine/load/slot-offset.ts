/**
 * Where in the gap between two of its messages each connection sends, as a part of the gap: connection c of n at c / n.
 * Connections beyond n, which a run has only where it is steered up, come between these, whoever sends already staying
 * where it is: the second n half-way, the next ones at a quarter and at three quarters (the van der Corput sequence in
 * base 2), and those of each n far from the one before, so that as many as there are lie evenly.
 * @param circle n, 1 or more
 */
export function slotOffset(connection: number, circle: number): number {
  const turn = Math.floor(connection / circle);
  const nth = connection % circle;
  if (turn === 0) return nth / circle;
  return (((nth * strideOf(circle)) % circle) + radicalInverse(turn)) / circle;
}

/** A step that visits all places of a circle, about a golden section further each time. */
function strideOf(circle: number): number {
  let stride = Math.max(1, Math.round(circle / GOLDEN_RATIO));
  while (greatestDivisor(stride, circle) !== 1) stride += 1;
  return stride;
}

const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** The binary digits of a number mirrored at the point: 1 → 0.1, 2 → 0.01, 3 → 0.11. */
function radicalInverse(number: number): number {
  let value = 0;
  let digit = 0.5;
  for (let rest = number; rest > 0; rest = Math.floor(rest / 2)) {
    value += (rest % 2) * digit;
    digit /= 2;
  }
  return value;
}
