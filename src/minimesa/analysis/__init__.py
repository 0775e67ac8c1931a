"""Looking inside circuits: search-like structure, motifs, interventions, optimisation power."""
