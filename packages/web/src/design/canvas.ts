import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

/** What a canvas is drawn with. Sizes in CSS pixels. */
export interface Drawing {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** The value of a token of tokens.css in the current scheme. */
  readonly color: (token: string) => string;
}

/**
 * A canvas that is drawn again when its size, the colour scheme or what it shows changes.
 *
 * @param draw - keep it stable with `useCallback`.
 */
export function useCanvas(draw: (drawing: Drawing) => void): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const redraw = (): void => setChanges((count) => count + 1);
    const observer = new ResizeObserver(redraw);
    observer.observe(canvas.current!);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', redraw);
    return () => {
      observer.disconnect();
      scheme.removeEventListener('change', redraw);
    };
  }, []);
  useEffect(() => {
    const element = canvas.current!;
    const { clientWidth: width, clientHeight: height } = element;
    const ratio = devicePixelRatio;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    const context = element.getContext('2d')!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw({ context, width, height, color: createColorReader(element) });
  }, [draw, changes]);
  return canvas;
}

/** Reads tokens once each. A `light-dark()` is resolved only in a real property, so one of the canvas is borrowed. */
function createColorReader(element: HTMLElement): (token: string) => string {
  const known = new Map<string, string>();
  return (token) => {
    let value = known.get(token);
    if (value === undefined) {
      element.style.color = `var(--${token})`;
      value = getComputedStyle(element).color;
      element.style.color = '';
      known.set(token, value);
    }
    return value;
  };
}
