/** The mark: a circle cut by a horizontal line, as on a ship's hull. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true" stroke="currentColor">
      <circle cx="16" cy="16" r="9.5" strokeWidth="3" />
      <path d="M2 16h28" strokeWidth="3" strokeLinecap="round" />
    </svg>
  );
}
