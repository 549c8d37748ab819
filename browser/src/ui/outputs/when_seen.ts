/** Acts once, when the element comes into sight for the first time. */
export function whenSeen(element: Element, act: () => void): { destroy(): void } {
  const watch = new IntersectionObserver((changes) => {
    if (!changes.some(({ isIntersecting }) => isIntersecting)) return;
    watch.disconnect();
    act();
  });
  watch.observe(element);
  return { destroy: () => watch.disconnect() };
}
