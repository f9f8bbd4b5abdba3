import type { Section, SectionDefinition, ValidationContext } from './section.type.js';

/** Hides the type of a section's figures: they come back from the file that its own `run` left. */
export function defineSection<Figures, Context = ValidationContext>(
  definition: SectionDefinition<Figures, Context>,
): Section<Context> {
  const { name, title, run, render, requirements } = definition;
  return {
    name,
    title,
    run,
    render: (figures) => render(figures as Figures),
    requirements: (figures) => requirements?.(figures as Figures) ?? [],
  };
}
