//! Nothing of its own: each example is a component.
