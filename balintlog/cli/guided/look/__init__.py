"""The look at all of an evening: before it is saved, and where its draft is taken up."""
