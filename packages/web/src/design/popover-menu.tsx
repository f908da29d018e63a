import { useId, useRef } from 'react';
import type { ReactNode } from 'react';
import styles from './popover-menu.module.css';

interface PopoverMenuProps {
  /** On the button. */
  readonly label: string;
  /** What the button is for, where its label alone does not say it. */
  readonly description?: string;
  /** What the menu is, for screen readers. */
  readonly title: string;
  /** @param close - for when a choice is made. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button, and below it what it opens. A click elsewhere or Escape closes it. */
export function PopoverMenu({ label, description, title, children }: PopoverMenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const id = useId();
  return (
    <div className={styles.place}>
      <button type="button" popoverTarget={id} aria-label={description} className={styles.button}>
        {label} <span aria-hidden="true">▾</span>
      </button>
      <div ref={menu} id={id} popover="auto" role="dialog" aria-label={title} className={styles.menu}>
        {children(() => menu.current?.hidePopover())}
      </div>
    </div>
  );
}
