/** Heads of columns of numbers. */
export function NumberHeads({ labels }: { readonly labels: readonly string[] }) {
  return labels.map((label) => (
    <th key={label} scope="col" className="number">
      {label}
    </th>
  ));
}
