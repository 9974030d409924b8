// Text without case and accents: "Müller" is found by "muller".

export function fold(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
}
