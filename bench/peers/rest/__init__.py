"""Django REST framework with django-simple-history."""
