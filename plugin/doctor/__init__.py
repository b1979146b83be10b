"""The doctor: looks from outside at what operators usually get wrong, and says what to do; changes nothing."""
