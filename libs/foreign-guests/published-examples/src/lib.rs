//! Nothing of its own: the packages of the examples are its dependencies.
