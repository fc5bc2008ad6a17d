"""What a Balint group is: frozen records and rules, standard library only."""
